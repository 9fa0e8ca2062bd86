import type { Severity } from './kind.ts';

export type Mode = 'remediate' | 'notify' | 'off';

/** tcp or udp ports; `to` is `from` where one port is meant. */
export interface Ports {
  readonly protocol: 'tcp' | 'udp';
  readonly from: number;
  readonly to: number;
}

export interface CustomTemplate {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly ports: readonly Ports[];
  readonly controls?: readonly string[];
  readonly why?: string;
}

/** The policy file as it travels with the functions: checked at synth, defaults filled in. */
export interface Policy {
  readonly mode: Mode;
  readonly templates: Readonly<Record<string, { readonly mode?: Mode }>>;
  readonly customTemplates: readonly CustomTemplate[];
}

/** What an absent policy file means. */
export const DEFAULT_POLICY: Policy = { mode: 'remediate', templates: {}, customTemplates: [] };

export const modeOf = (policy: Policy, template: string): Mode =>
  (Object.hasOwn(policy.templates, template) ? policy.templates[template]?.mode : undefined) ?? policy.mode;

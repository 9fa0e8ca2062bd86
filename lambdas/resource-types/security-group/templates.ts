import type { CustomTemplate, Ports } from '../../core/base/policy.ts';
import type { Template } from '../../core/base/resource-type.ts';
import { LATER_ROWS } from './later-rows.ts';
import type { IngressRule, SecurityGroup } from './model.ts';
import { restOf } from './rest.ts';
import { type PortRow, ROWS } from './rows.ts';
import { openToWorld } from './world.ts';

/** A template that forbids the world at some ports. */
export interface PortTemplate extends Template<SecurityGroup, IngressRule> {
  readonly ports: readonly Ports[];
}

export const portText = ({ protocol, from, to }: Ports): string =>
  from === to ? `${protocol} ${from}` : `${protocol} ${from}-${to}`;

/** Makes a template of a row of the table below, or of the policy file. */
export const portTemplate = (row: PortRow): PortTemplate => ({
  ...row,
  covers: row.ports.map(portText).join(', '),
  settings: ['ranges', 'serviceGroups'],
  offending: (group) => openToWorld(group, row.ports),
  reportOnly: ({ madeBy }, _, { serviceGroups }) =>
    madeBy !== undefined && serviceGroups !== 'remediate'
      ? `${madeBy} made this group for itself, and may need what it lets in or put it back. Close it by hand, or set \`serviceGroups: remediate\`.`
      : undefined,
  rest: (rule, { ranges }) => (ranges === 'split' ? restOf(rule, row.ports) : undefined),
});

/** The catalogue's templates about security groups. Their ids are public and stay. */
export const TEMPLATES: readonly PortTemplate[] = [...ROWS, ...LATER_ROWS].map(portTemplate);

/** A template of the policy file, as good as those of the catalogue. */
export const customTemplate = ({ controls = [], why, ...template }: CustomTemplate): PortTemplate =>
  portTemplate({
    ...template,
    controls,
    why: why ?? 'The policy file forbids to open these ports to the world.',
  });

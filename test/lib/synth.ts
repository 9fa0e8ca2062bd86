import { readFileSync } from 'node:fs';
import { App, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DEFAULT_POLICY } from '../../lambdas/core/base/policy.ts';
import { type DrawbridgeProps, DrawbridgeStack } from '../../lib/drawbridge-stack.ts';

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };

/** An app with the flags of cdk.json, as the command line would run it. */
export const newApp = (): App => new App({ context });

export interface Options extends Partial<Omit<DrawbridgeProps, 'env'>> {
  readonly env?: Environment;
}

export const newStack = (app: App, options: Options = {}): DrawbridgeStack =>
  new DrawbridgeStack(app, 'Drawbridge', { policy: DEFAULT_POLICY, ...options });

export const synth = (options: Options = {}): Template => Template.fromStack(newStack(newApp(), options));

export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export const resources = (template: Template, type?: string): Resource[] =>
  Object.entries(template.toJSON()['Resources'] as Record<string, Omit<Resource, 'id'>>)
    .map(([id, resource]) => ({ id, ...resource }))
    .filter(({ Type }) => type === undefined || Type === type);

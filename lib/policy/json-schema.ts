import { z } from 'zod';
import type { KnownTemplate } from './entries.ts';
import { policySchema } from './schema.ts';

/**
 * The policy file's JSON Schema, for completion and help in editors. Draft 7, which the YAML language server of most
 * editors speaks best. What only the whole file can tell, such as names that do not exist, `drawbridge check` finds.
 */
export const policyJsonSchema = (templates: readonly KnownTemplate[]): Readonly<Record<string, unknown>> => {
  const schema = z.toJSONSchema(policySchema({ templates, custom: [], accounts: [] }, true), {
    target: 'draft-7',
    io: 'input',
  });
  return { ...schema, title: 'Drawbridge policy' };
};

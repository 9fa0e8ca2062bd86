import type { Source } from '../yara/yara.ts';
import { CLOUD_RULES } from './cloud-rules.ts';
import { PASSWORD_RULES } from './password-rules.ts';
import type { SecretRule } from './rule.ts';
import { TOKEN_RULES } from './token-rules.ts';

/** The more exact first: what one of them has found is none of the later ones. */
export const SECRET_RULES: readonly SecretRule[] = [...CLOUD_RULES, ...TOKEN_RULES, ...PASSWORD_RULES];

/** YARA's identifiers have no hyphens. */
const identifier = (id: string): string => id.replaceAll('-', '_');

const ruleText = ({ id, patterns, nocase }: SecretRule): string => {
  const strings = patterns.map(
    (pattern, i) => `$${i} = /${pattern.replaceAll('/', '\\/')}/${nocase ? ' nocase' : ''}`,
  );
  return `rule ${identifier(id)} { strings: ${strings.join(' ')} condition: any of them }`;
};

const BY_IDENTIFIER = new Map(SECRET_RULES.map((rule, rank) => [identifier(rule.id), { rule, rank }]));

/** The rule of a hit, and its rank among all. */
export const ruleOf = (name: string) => BY_IDENTIFIER.get(name);

export const SECRET_SOURCE: Source = { name: 'secrets', text: SECRET_RULES.map(ruleText).join('\n') };

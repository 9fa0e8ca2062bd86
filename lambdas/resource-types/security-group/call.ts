import type { Presentation } from '../../core/base/presentation.ts';
import type { IngressRule } from './model.ts';
import { permissionOf } from './permission.ts';

const revoke = (id: string, rules: readonly IngressRule[]): readonly string[] | undefined => {
  const ids = rules.flatMap((rule) => rule.id ?? []);
  return ids.length === rules.length
    ? ['ec2', 'revoke-security-group-ingress', '--group-id', id, '--security-group-rule-ids', ...ids]
    : undefined;
};

/** A row from another group lets in nobody from outside, so that none of them is ever removed. */
const authorize = (id: string, rules: readonly IngressRule[]): readonly string[] | undefined =>
  rules.every(({ source }) => source.type === 'cidr' || source.type === 'prefix-list')
    ? [
        ...['ec2', 'authorize-security-group-ingress', '--group-id', id],
        ...['--ip-permissions', JSON.stringify(rules.map(permissionOf))],
      ]
    : undefined;

/** Row ids close; what was removed has new ids when it comes back, so it is put back by its content. */
export const callOf: NonNullable<Presentation['call']> = (to, id, parts) =>
  (to === 'close' ? revoke : authorize)(id, parts as readonly IngressRule[]);

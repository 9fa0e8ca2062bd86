import type { Verdict } from '../judge/actions.ts';
import { judgePolicy } from '../judge/judge-policy.ts';
import { namedOnly, type StatementPart } from '../judge/statement-parts.ts';
import { type Door, doorOf, type Guarded, type StatementTemplate } from './door.ts';

const known = new WeakMap<Guarded, ReadonlyMap<StatementPart, Verdict>>();

/** Each resource is gone through once, however often its parts are asked about. */
const verdictsOn = (door: Door, guarded: Guarded): ReadonlyMap<StatementPart, Verdict> => {
  let verdicts = known.get(guarded);
  if (!verdicts) {
    const { arn, statements } = guarded;
    const about = arn === undefined ? [] : (door.about?.(arn) ?? [arn]);
    const judged = judgePolicy(guarded, door.words, about);
    verdicts = new Map(statements.map((part, i) => [part, judged[i] ?? { access: [] }] as const));
    known.set(guarded, verdicts);
  }
  return verdicts;
};

/** The statements that let anyone in; also those of which it cannot be told for sure. */
export const openStatements = (door: Door, guarded: Guarded): readonly StatementPart[] =>
  [...verdictsOn(door, guarded)].flatMap(([part, { access }]) => (access.length > 0 ? [part] : []));

/** What is left when all goes that surely lets anyone in. */
const leftOf = (door: Door, guarded: Guarded): readonly unknown[] =>
  [...verdictsOn(door, guarded)].flatMap(([part, { access, doubt }]) => {
    const left = access.length > 0 && doubt === undefined ? (namedOnly(part) ?? []) : [part];
    return left.map(({ statement }) => JSON.parse(statement) as unknown);
  });

const reportOnly = (door: Door, guarded: Guarded, part: StatementPart): string | undefined => {
  const doubt = verdictsOn(door, guarded).get(part)?.doubt;
  if (doubt !== undefined)
    return `Whom it lets in cannot be told for sure: ${doubt}. Read it, and remove or narrow it by hand.`;
  return guarded.caution ?? door.refuses?.(leftOf(door, guarded));
};

/** What a door objects to: statements for everybody, and what else it says itself. */
export const templatesOf = (door: Door): readonly StatementTemplate[] => {
  const isMine = ({ id }: Guarded): boolean => doorOf([door], id) !== undefined;
  const everybody: StatementTemplate = {
    ...door.template,
    covers: `a statement of ${door.noun} that lets anyone in`,
    offending: (guarded) => openStatements(door, guarded),
    reportOnly: (guarded, part) => reportOnly(door, guarded, part),
    rest: namedOnly,
  };
  return [everybody, ...(door.others ?? [])].map((template) => ({
    ...template,
    offending: (guarded) => (isMine(guarded) ? template.offending(guarded) : []),
  }));
};

import { type Reach, sparedBy, widest } from './condition.ts';
import type { PolicyWords } from './keys.ts';
import { areApart, type Budget, covers, holdsAll } from './patterns.ts';
import { type Elements, listOf, unnamedBy } from './principals.ts';

/** A denial of everybody but a circle. */
interface Fence {
  readonly spares: Exclude<Reach, 'anyone'>;
  denies(action: string, resource: string): boolean;
}

const texts = (value: unknown): readonly string[] =>
  value === undefined ? [] : listOf(value).map((item) => (typeof item === 'string' ? item : '${}'));

/** One policy is of one partition, whether it says so or not. */
const resourcesOf = (value: unknown): readonly string[] =>
  texts(value).map((text) => text.replace(/^arn:[a-z-]+:/, 'arn:aws:'));

/** `*` and `s3:*` say the same in a policy of S3. */
const actionsOf = (value: unknown, { prefix }: PolicyWords): readonly string[] =>
  texts(value).map((text) => (holdsAll(text.toLowerCase(), prefix) ? `${prefix}*` : text.toLowerCase()));

/** What some patterns, or all but some, hold. A policy variable may stand for anything, so that nothing meets it for sure. */
const holder = (
  { of, but }: { readonly of: readonly string[]; readonly but: readonly string[] | undefined },
  budget: Budget,
) => {
  const sure = of.filter((pattern) => !pattern.includes('${'));
  const answers = new Map<string, boolean>();
  const ask = (pattern: string): boolean => {
    budget.steps -= (but?.length ?? 0) + 1;
    return but
      ? but.every((other) => !other.includes('${') && areApart(other, pattern, budget))
      : sure.some((own) => covers(own, pattern, budget));
  };
  return (pattern: string): boolean => {
    const answer = answers.get(pattern) ?? ask(pattern);
    answers.set(pattern, answer);
    return answer;
  };
};

const fenceOf = (elements: Elements, words: PolicyWords, budget: Budget): readonly Fence[] => {
  if (elements['effect'] !== 'Deny') return [];
  const spares = widest([unnamedBy(elements), sparedBy(elements['condition'], words)]);
  if (spares === 'anyone') return [];
  const { action, notaction, resource, notresource } = elements;
  const holdsAction = holder(
    { of: actionsOf(action, words), but: notaction === undefined ? undefined : actionsOf(notaction, words) },
    budget,
  );
  const holdsResource = holder(
    // Policies of repositories and roles name no resource: they are about their own.
    {
      of: resourcesOf(resource ?? '*'),
      but: notresource === undefined ? undefined : resourcesOf(notresource),
    },
    budget,
  );
  return [{ spares, denies: (one, other) => holdsAction(one) && holdsResource(other) }];
};

/** Far more than a policy of 20 KB can ask for. */
const MAX_STEPS = 1_000_000;

/**
 * What a grant is about at most: policy variables stand for anything, NotAction and NotResource for all there is, and
 * what holds all that the policy is about for just that.
 */
const extent = (
  { action, notaction, resource, notresource }: Elements,
  words: PolicyWords,
  about: readonly string[],
  budget: Budget,
) => {
  const given = resourcesOf(notresource === undefined ? (resource ?? '*') : '*');
  const others = resourcesOf(notresource);
  const left = about.filter((own) => !others.some((pattern) => covers(pattern, own, budget)));
  const holdsAbout = (pattern: string) =>
    about.length > 0 && about.every((own) => covers(pattern, own, budget));
  return {
    actions: actionsOf(notaction === undefined ? (action ?? '*') : '*', words),
    resources: given
      .map((pattern) => pattern.replaceAll(/\$\{[^{}]*\}/g, '*'))
      .flatMap((pattern) => (holdsAbout(pattern) ? left : [pattern])),
  };
};

/**
 * Whom the denials of a policy leave of a grant: `narrow` where they deny all of it to everybody but a fixed circle,
 * `anyone` where they do not, or why that cannot be told. `about` are the ARNs that the policy can be about.
 */
export const fencesOf = (statements: readonly Elements[], words: PolicyWords, about: readonly string[]) => {
  const own = resourcesOf(about);
  const budget = { steps: MAX_STEPS };
  const fences = statements.flatMap((elements) => fenceOf(elements, words, budget));
  const leftOf = (action: string, resource: string): Reach => {
    budget.steps -= fences.length;
    if (budget.steps < 0) return 'anyone';
    const denials = fences.filter((fence) => fence.denies(action, resource));
    if (denials.some(({ spares }) => spares === 'narrow')) return 'narrow';
    return denials[0]?.spares ?? 'anyone';
  };
  return (grant: Elements): Reach => {
    if (fences.length === 0 || budget.steps < 0) return 'anyone';
    const { actions, resources } = extent(grant, words, own, budget);
    let left: Reach = 'narrow';
    for (const action of actions) {
      if (left === 'anyone') return left;
      left = widest([left, ...resources.map((resource) => leftOf(action, resource))]);
    }
    return left;
  };
};

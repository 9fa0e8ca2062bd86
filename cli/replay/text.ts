import { isViolating, resourcesText } from '../sweep/text.ts';
import { table } from '../terminal.ts';
import type { Applied } from './apply.ts';
import type { Replay } from './replay.ts';

/** How often each of these was said, most often first. */
const tally = (words: readonly string[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
};

const MOST_LINES = 10;

const countsText = (heading: string, words: readonly string[]): readonly string[] =>
  words.length === 0
    ? []
    : [
        table([
          ['EVENTS', heading],
          ...tally(words)
            .slice(0, MOST_LINES)
            .map(([word, count]) => [String(count), word]),
        ]),
        '',
      ];

/** What recorded events are about, and what of it is open now. */
export const replayText = ({ events, open }: Replay): string => {
  const looked = events.filter(({ ignored, error }) => ignored === undefined && error === undefined);
  const resources = new Set(looked.flatMap(({ resources: ids }) => ids));
  const bad = open.filter(isViolating).length;
  return [
    ...countsText(
      'LOOKED AT',
      looked.map(({ eventName }) => eventName),
    ),
    ...countsText(
      'IGNORED, BECAUSE',
      events.flatMap(({ ignored }) => ignored ?? []),
    ),
    resourcesText(open) +
      `${events.length} events are about ${resources.size} resources, of which ${bad} ${bad === 1 ? 'violates' : 'violate'} now; nothing was changed.`,
  ].join('\n');
};

/** What was handed to the functions. */
export const appliedText = (applied: readonly Applied[]): string => {
  const handed = applied.filter((one) => one.function !== undefined);
  const failed = handed.filter(({ error }) => error !== undefined);
  return [
    ...failed.slice(0, MOST_LINES).map(({ from, error }) => `${from}: ${error}`),
    `${handed.length} of ${applied.length} events were handed to the deployed functions, ${failed.length} of them failed. What was found and done: npx --no -- drawbridge history`,
  ].join('\n');
};

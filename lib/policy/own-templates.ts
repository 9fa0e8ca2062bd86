import { z } from 'zod';
import type { Ports } from '../../lambdas/core/base/policy.ts';
import type { KnownTemplate } from './entries.ts';
import { ports } from './values.ts';

/** What is to be said of the id of a template of the file's own. */
interface Said {
  readonly index: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A template of the file's own as far as it can be read, whatever else may be wrong with it. */
const entrySchema = z.object({
  id: z.string().catch(''),
  ports: z.array(ports).catch([]),
});

const cells = (all: readonly z.output<typeof ports>[]): ReadonlySet<string> =>
  new Set(
    all.flatMap(({ protocol, from, to = from }) =>
      Array.from({ length: to - from + 1 }, (_, i) => `${protocol} ${from + i}`),
    ),
  );

const rangeText = (protocol: string, from: number, to: number): string =>
  from === to ? `${protocol} ${from}` : `${protocol} ${from}-${to}`;

/** Ports as people write them: neighbours as one range. */
const text = (found: readonly string[]): string => {
  const ranges: Ports[] = [];
  for (const cell of found) {
    const [protocol, port] = cell.split(' ');
    const last = ranges.at(-1);
    if (last && last.protocol === protocol && last.to + 1 === Number(port))
      ranges[ranges.length - 1] = { ...last, to: Number(port) };
    else ranges.push({ protocol: protocol as Ports['protocol'], from: Number(port), to: Number(port) });
  }
  return ranges.map(({ protocol, from, to }) => rangeText(protocol, from, to)).join(', ');
};

const missing = (
  from: readonly z.output<typeof ports>[],
  others: readonly z.output<typeof ports>[],
): string => {
  const there = cells(others);
  return text([...cells(from)].filter((cell) => !there.has(cell)));
};

/** How the ports of the file's template differ from those of the catalogue's. */
const difference = (own: readonly z.output<typeof ports>[], theirs: readonly Ports[]): string => {
  const [added, left] = [missing(own, theirs), missing(theirs, own)];
  if (!added && !left) return 'Both cover the same ports, so that yours can go.';
  const parts = [...(added ? [`adds ${added}`] : []), ...(left ? [`leaves out ${left}`] : [])];
  return `Yours ${parts.join(' and ')}.`;
};

/** A file may be older than the template of the catalogue; one of the first version was never free. */
const known = ({ id, since, ports: theirs }: KnownTemplate, own: readonly z.output<typeof ports>[]) =>
  since !== undefined && theirs
    ? {
        severity: 'warning' as const,
        message: `the catalogue has a template ${id} since ${since}. This one takes its place, and its findings go on under the same id. ${difference(own, theirs)}`,
      }
    : { severity: 'error' as const, message: `${id} is a template of the catalogue: choose another id` };

/** Ids of the file's own templates that are given twice, or are the catalogue's. `entries` is the list as it was read. */
export const saidOfIds = (
  entries: readonly unknown[],
  templates: readonly KnownTemplate[],
): readonly Said[] => {
  const read = entries.map((entry) => entrySchema.safeParse(entry).data ?? { id: '', ports: [] });
  return read.flatMap(({ id, ports: own }, index): Said[] => {
    const first = read.findIndex((other) => other.id === id);
    if (id !== '' && first < index) {
      const message = `${id} is the id of customTemplates[${first}] already: choose another`;
      return [{ index, severity: 'error', message }];
    }
    const template = templates.find((each) => each.id === id);
    return template ? [{ index, ...known(template, own) }] : [];
  });
};

import { paint } from '../terminal.ts';
import type { Disposition, Explanation, PartExplained, Violation } from './explain.ts';

const DISPOSITIONS: Readonly<Record<Disposition, string>> = {
  remediate: 'would be removed',
  notify: 'would be reported',
  exclude: 'is excluded',
  unchecked: 'cannot be checked',
};

const COLOURS = { remediate: 'red', notify: 'yellow', exclude: 'green', unchecked: 'red' } as const;

const violationText = ({
  template,
  severity,
  mode,
  override,
  fate,
  excludedBy,
  almost,
}: Violation): string[] => [
  `    ${paint(COLOURS[fate], DISPOSITIONS[fate])} by ${template} (${severity}, mode ${mode}${override ? ` by the override of ${override}` : ''})${excludedBy ? `, see ${excludedBy}` : ''}`
    .replace('is excluded by', 'is excluded from')
    .replace('cannot be checked by', 'cannot be checked for'),
  ...almost.map(({ origin, key, why }) => `      almost excluded by ${origin}, but for ${key}: ${why}`),
];

const partText = ({ part, violates }: PartExplained): string[] => [
  `  ${violates.length > 0 ? paint('bold', part) : part}`,
  ...(violates.length > 0 ? violates.flatMap(violationText) : [`    ${paint('dim', 'nothing against it')}`]),
];

const findingsText = ({ findings }: Explanation['would']): string[] =>
  Object.entries(findings).flatMap(([template, { status, exclusion, note, error }]) => [
    `  ${template}: ${status}`,
    ...(exclusion
      ? [
          `    ${exclusion.reason}${exclusion.owner ? `, ${exclusion.owner}` : ''}${exclusion.until ? `, until ${exclusion.until}` : ''}`,
        ]
      : []),
    ...[note, error].flatMap((text) => (text ? [`    ${text}`] : [])),
  ]);

const wouldText = (would: Explanation['would']): string[] => {
  const { remove, add, keep, findings } = would;
  if (Object.keys(findings).length === 0) return ['Drawbridge would do nothing: no template is violated.'];
  return [
    `Drawbridge would remove ${remove.length}${add.length > 0 ? `, add ${add.length}` : ''} and leave ${keep} in all.`,
    ...remove.map((part) => `  ${paint('red', '-')} ${part}`),
    ...add.map((part) => `  ${paint('green', '+')} ${part}`),
    'Findings',
    ...findingsText(would),
  ];
};

const lastText = ({ last }: Explanation): string[] =>
  last && last.removed.length > 0
    ? [
        '',
        `Last removed, ${last.at}${last.eventName ? `, after ${last.eventName}` : ''}${last.by ? ` by ${last.by}` : ''}`,
        ...last.removed.map((part) => `  ${paint('red', '-')} ${part}`),
        `  Put it back with: npx --no -- drawbridge undo ${last.remediation}`,
      ]
    : [];

/** An explanation for people. */
export const explanationText = (explanation: Explanation): string => {
  const { resource, parts, would } = explanation;
  return [
    paint('bold', `${resource.id}  ${resource.arn}`),
    '',
    ...(parts.length > 0 ? parts.flatMap(partText) : ['  It lets nobody in.']),
    '',
    ...wouldText(would),
    ...lastText(explanation),
  ].join('\n');
};

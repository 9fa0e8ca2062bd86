import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type About, aboutOf, type Catalogue, type Finding } from '../core/ledger/finding.ts';
import { flappingWords, outcomeOf, WORDS } from './messages.ts';
import { eachOf, type Sink } from './sink.ts';
import { asciiJson, plain } from './text.ts';

const MOST_PARTS = 10;

/** Slack and Teams read these as markup; a zero-width space would hide what was written, so they are replaced. */
const MARKUP = {
  '&': '+',
  '<': '(',
  '>': ')',
  '*': '\u2217',
  _: '\uff3f',
  '~': '\u223c',
  '`': "'",
  '|': '/',
};

/** A value from outside as one line that no chat application takes for markup, a mention or a link. */
const literal = (text: string, max: number): string =>
  plain(text, max).replace(/[&<>*_~`|]/g, (mark) => MARKUP[mark as keyof typeof MARKUP]);

/** Slack resolves links and mentions before it looks for code spans, so these are escaped there as well. */
const code = (text: string, max: number): string =>
  `\`${plain(text, max)
    .replaceAll('`', "'")
    .replace(/[&<>|]/g, (mark) => MARKUP[mark as keyof typeof MARKUP])}\``;

const parts = ({ status, violating }: Finding): string[] => [
  `*${WORDS[status].parts}*`,
  ...violating.slice(0, MOST_PARTS).map((part) => `• ${code(part, 200)}`),
  ...(violating.length > MOST_PARTS ? [`• … and ${violating.length - MOST_PARTS} more`] : []),
];

const who = ({ actor }: Finding): string[] =>
  actor
    ? [`*Changed by* ${code(actor.arn, 512)}${actor.tool ? ` with ${literal(actor.tool, 64)}` : ''}`]
    : [];

const description = (finding: Finding, { noun, why }: About): string => {
  const { resource, account, region, error, flapping } = finding;
  return [
    outcomeOf(finding),
    ...(flapping ? [literal(flappingWords(flapping), 2000)] : []),
    `*${noun}* ${code(resource.id, 255)}${resource.name ? ` (${literal(resource.name, 255)})` : ''} in ${region}, account ${account}`,
    ...names(finding),
    ...(why ? [why] : []),
    ...parts(finding),
    ...(error ? [`*Why it failed* ${code(error, 512)}`] : []),
    ...who(finding),
  ].join('\n');
};

/** Chat applications show a few lines; whoever has the console open wants the first. */
const MOST_STEPS = 4;

const nextSteps = ({ next = [], console }: Finding): string[] => [
  ...next
    .slice(0, MOST_STEPS)
    .map(({ what, command }) =>
      command === undefined ? literal(what, 300) : `${literal(what, 100)}: ${code(command, 1_500)}`,
    ),
  ...(console ? [`Look at it: ${console}`] : []),
];

const names = ({ resource, usedBy }: Finding): string[] => [
  ...Object.entries(resource.tags ?? {}).map(
    ([key, value]) => `${literal(key, 128)}: ${literal(value, 256)}`,
  ),
  ...(usedBy ? [`*Used by* ${literal(usedBy.join(', '), 512) || 'nothing'}`] : []),
];

/**
 * A finding as a custom notification of Amazon Q Developer in chat applications (Slack, Teams). All that is told of one
 * resource under one template is in one thread.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export const chatMessage = (finding: Finding, about: About) => {
  const { id, template, title, severity, status, account, region, resource } = finding;
  const heading = `${status}: ${literal(title, 100)}, ${literal(resource.id, 100)}`;
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: severity ? `[${severity}] ${heading}` : heading,
      description: description(finding, about),
      nextSteps: nextSteps(finding),
      keywords: [template, severity ?? 'UNRATED', account, region],
    },
    metadata: {
      threadId: `${resource.arn}/${template}`,
      summary: heading,
      eventType: status,
      relatedResources: [resource.arn],
    },
  };
};

/** One message for each finding, to the topic that chat applications read. */
export const chatSink =
  (client: SNSClient, topic: string, catalogue: Catalogue): Sink =>
  (findings, record) =>
    eachOf(findings, (finding) => {
      const Message = asciiJson(chatMessage(finding, aboutOf(record, finding.template, catalogue)));
      return client.send(new PublishCommand({ TopicArn: topic, Message }));
    });

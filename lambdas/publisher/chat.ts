import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type About, aboutOf, type Catalogue, type Finding } from '../core/ledger/finding.ts';
import { isOpen } from '../core/ledger/record.ts';
import { allowCommand, flappingWords, outcomeOf, undoCommand, WORDS } from './messages.ts';
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
    `*${noun}* ${code(resource.id, 255)} in ${region}, account ${account}`,
    ...(why ? [why] : []),
    ...parts(finding),
    ...(error ? [`*Why it failed* ${code(error, 512)}`] : []),
    ...who(finding),
  ].join('\n');
};

const nextSteps = (finding: Finding): string[] => {
  const { remediation, status } = finding;
  return [
    ...(remediation ? [`Put back what was removed: ${code(undoCommand(remediation, finding), 600)}`] : []),
    ...(status === 'REMEDIATED' || isOpen(status)
      ? [`Have it left alone for a while: ${code(allowCommand(finding), 900)}`]
      : []),
  ];
};

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

import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Severity } from '../core/base/resource-type.ts';
import { aboutOf, type Catalogue, type Finding } from '../core/ledger/finding.ts';
import { isOpen } from '../core/ledger/record.ts';
import { emailText, subject } from './email.ts';
import type { ClosedRecord, Sink } from './sink.ts';
import { attributes } from './sns.ts';

/** A text for people, and the findings that it tells of: the one that its subject names first. */
export interface Mail {
  readonly findings: readonly [Finding, ...Finding[]];
  readonly text: string;
}

const RANKS: readonly (Severity | undefined)[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', undefined];

const worstFirst = (one: Finding, other: Finding): number =>
  Number(isOpen(other.status)) - Number(isOpen(one.status)) ||
  RANKS.indexOf(one.severity) - RANKS.indexOf(other.severity);

const RULER = `\n${'-'.repeat(72)}\n\n`;

/** One text for each finding; for resources with many at once, such as instances, one for all. */
export const mailsOf = (
  findings: readonly Finding[],
  record: ClosedRecord,
  catalogue: Catalogue,
): readonly Mail[] => {
  const textOf = (finding: Finding): string =>
    emailText(finding, aboutOf(record, finding.template, catalogue));
  if (!catalogue.types.get(record.kind)?.presentation.digest)
    return findings.map((finding) => ({ findings: [finding], text: textOf(finding) }));
  const [worst, ...others] = findings.toSorted(worstFirst);
  if (!worst) return [];
  return [{ findings: [worst, ...others], text: [worst, ...others].map(textOf).join(RULER) }];
};

/** To the topic that people read by e-mail. A text that is refused leaves all its findings untaken. */
export const mailSink =
  (client: SNSClient, topic: string, catalogue: Catalogue): Sink =>
  async (findings, record) => {
    const sent = mailsOf(findings, record, catalogue).map(async (mail) => {
      const [first] = mail.findings;
      const message = { Subject: subject(first), Message: mail.text, MessageAttributes: attributes(first) };
      try {
        await client.send(new PublishCommand({ TopicArn: topic, ...message }));
        return [];
      } catch (error) {
        return mail.findings.map(({ template }) => [template, error] as const);
      }
    });
    return new Map((await Promise.all(sent)).flat());
  };

import { describeStatement, short } from '../../core/judge/describe-statement.ts';
import type { BucketPart } from './model.ts';

/** One line for people: `READ to AllUsers`, `statement 2 "PublicRead": Allow s3:GetObject to *`. */
export const describe = (part: BucketPart): string => {
  if (part.kind === 'encryption') return 'no default encryption';
  const text =
    part.kind === 'grant'
      ? `${part.permission} to ${part.grantee.split('/').at(-1)}`
      : describeStatement(part);
  return short(text);
};

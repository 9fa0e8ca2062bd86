import type { Call } from './call.ts';
import type { Answer } from './http.ts';

const asksWhoItIs = ({ service, action }: Call): boolean =>
  service === 'sts' && action === 'GetCallerIdentity';

/** AWS names a caller to itself as CloudTrail does; the emulator names everybody the same. Other answers stay as they are. */
export const asInTrail = (call: Call, answer: Answer): Answer => {
  if (!asksWhoItIs(call)) return answer;
  const { caller } = call;
  const { arn, principalId } = caller.userIdentity;
  const body = Buffer.from(
    answer.body
      .toString()
      .replace(/<Arn>[^<]*<\/Arn>/, `<Arn>${String(arn)}</Arn>`)
      .replace(/<UserId>[^<]*<\/UserId>/, `<UserId>${String(principalId)}</UserId>`),
  );
  return { ...answer, body, headers: { ...answer.headers, 'content-length': String(body.length) } };
};

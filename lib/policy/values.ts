import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { didYouMean } from './nearest.ts';

const ACCOUNT_ID = /^\d{12}$/;
/** A day that the calendar has, as `2027-01-31`. */
export const day = z.iso.date('expected a day such as 2027-01-31');

export const mode = z
  .enum(['remediate', 'notify', 'off'])
  .describe('`remediate` closes and reports, `notify` only reports, `off` does neither.');

/** Of what can only be reported. */
export const reportMode = z
  .enum(['notify', 'off'], 'expected notify or off: nothing on an instance can be fixed from outside')
  .describe('`notify` reports, `off` does not.');

/** One line of text; line breaks of the file become spaces. */
export const line = (max: number) => z.string().trim().min(1).max(max);

export const accountId = z
  .string()
  .regex(ACCOUNT_ID, 'expected an account id of 12 digits in quotes, such as "111122223333"');

/** One of the words that are known here; everything else is answered with the nearest. */
export const oneOf = (known: readonly string[], what: string) =>
  z.string().superRefine((word, { addIssue }) => {
    if (!known.includes(word))
      addIssue({ code: 'custom', message: `no ${what} is called ${word}.${didYouMean(word, known)}` });
  });

/** An account id, or a name that the file gives. */
export const accountRef = (names: readonly string[]) =>
  z.string().superRefine((word, { addIssue }) => {
    if (ACCOUNT_ID.test(word) || names.includes(word)) return;
    const hint = didYouMean(word, names) || ' Give it under accounts:, or write its 12 digits.';
    addIssue({ code: 'custom', message: `no account is called ${word}.${hint}` });
  });

const isCidr = (text: string): boolean => {
  const [address = '', prefix = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return Number(prefix) <= 32;
  return ipaddr.IPv6.isValid(address) && !address.includes('%') && Number(prefix) <= 128;
};

export const cidr = z.string().superRefine((text, { addIssue }) => {
  if (isCidr(text)) return;
  const single = [text.includes(':') ? `${text}/128` : `${text}/32`].find(isCidr);
  const hint = single ? ` Did you mean ${single}?` : '';
  addIssue({
    code: 'custom',
    message: `${text} is not a CIDR such as 203.0.113.0/24 or 2001:db8::/32.${hint}`,
  });
});

/** The text of a tag: this value, one of these, or `not` with either. */
const tagWords = z.union([z.string().max(256), z.array(z.string().max(256)).min(1)]);

export const tagWish = z.union(
  [z.string().max(256), z.array(z.string().max(256)).min(1), z.strictObject({ not: tagWords })],
  {
    error: 'expected a text, a list of texts, or { not: … }: the tag is there with another value',
  },
);

/** Region names as AWS forms them, or a pattern of one. */
export const region = z
  .string()
  .regex(
    /^(?=.*[a-z])[a-z0-9*]+(?:-[a-z0-9*]+)*$/,
    'expected a region such as eu-west-1, or a pattern such as ap-*',
  )
  .refine((text) => text.includes('*') || /^[a-z]{2,3}(-[a-z]+)+-\d$/.test(text), {
    error: 'expected a region such as eu-west-1, or a pattern such as ap-*',
  });

const port = z.int().min(0).max(65_535);

export const ports = z
  .strictObject({
    protocol: z.enum(['tcp', 'udp']).describe('`tcp` or `udp`.'),
    from: port.describe('The port, or the first of a range.'),
    to: port.optional().describe('The last port of the range; `from` where it is left out.'),
  })
  .superRefine(({ from, to = from }, { addIssue }) => {
    if (from > to)
      addIssue({
        code: 'custom',
        path: ['to'],
        message: `the range ends at ${to}, before it begins at ${from}`,
      });
  });

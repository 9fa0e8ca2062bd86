/** Bits of information in a character, by how often each occurs in the text (Shannon). */
export const entropyOf = (text: string): number => {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
};

/** What documentation and templates have in the place of a secret: whole words of it. */
const STAND_INS = new Set(
  `abc abcd abc123 admin changeit changeme change-me change_me default demo dummy empty example fake false foo foobar guest
  hunter2 insert invalid letmein localhost mysecret mypassword mypass mytoken none null nil pass password passwd passw0rd
  p@ssw0rd placeholder postgres pwd qwerty redacted replace replaceme root s3cr3t sample secret secretkey supersecret test testing
  test123 testpass testpassword todo token true undefined unknown unused user username value xxx your`.split(
    /\s+/,
  ),
);

const WORDS_WITHIN =
  /example|placeholder|change_?-?me|redacted|dummy|insert|replace|(^|[^a-z])(your|my|some|the|fake|sample)[-_ ]|[-_ ]here$|x{4,}|\*{3}|\.{3}|0{6,}|1234567|abcdefg|deadbeef/i;

/** Something that is filled in later: by a shell, a template, a vault. */
const REFERENCE =
  /^[$%@{<[(]|^#\{|[>}\])%]$|\$\{|\$\(|\{\{|%\(|%[sd]\b|\+\s|^(env|vault|ssm|secretsmanager|arn|op|file|!?ref|process|os|config|self|settings)[:.]/i;

/** Whether a text only stands where a secret would. */
export const isPlaceholder = (text: string): boolean => {
  const plain = text.toLowerCase().replace(/\d{0,4}!?$/, '');
  return (
    STAND_INS.has(text.toLowerCase()) ||
    STAND_INS.has(plain) ||
    WORDS_WITHIN.test(text) ||
    REFERENCE.test(text) ||
    new Set(text).size <= 3
  );
};

/** A token as a machine makes them: no words, no pattern. */
export const looksRandom =
  (bits: number) =>
  (text: string): boolean =>
    entropyOf(text) >= bits && !/(.)\1{5}/.test(text) && !WORDS_WITHIN.test(text);

/** A password that somebody has chosen, or a machine: of two sorts of characters at least, or long. */
export const looksChosen = (text: string): boolean => {
  if (isPlaceholder(text) || entropyOf(text) < 2.2) return false;
  const sorts = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((sort) => sort.test(text)).length;
  return sorts >= 3 || (sorts === 2 && (/\d/.test(text) || (/[A-Z]/.test(text) && text.length >= 12)));
};

import { get as getPlain, type IncomingMessage } from 'node:http';
import { Agent, type AgentOptions, get } from 'node:https';

const TIMEOUT_MS = 300_000;
const MOST_REDIRECTIONS = 5;

/** Through the proxy of HTTPS_PROXY, less NO_PROXY, where there is one; `fetch` would go past it. */
const agent = new Agent({ proxyEnv: process.env } as AgentOptions);

const answerOf = (url: string): Promise<IncomingMessage> =>
  new Promise((done, failed) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const request = url.startsWith('http:')
      ? getPlain(url, { signal }, done)
      : get(url, { signal, agent }, done);
    request.on('error', failed);
  });

const advice = 'Let the function reach it, or name a mirror in the policy.';

const unreachable = (url: string) => (error: unknown) => {
  throw new Error(
    `${url} cannot be reached: ${error instanceof Error ? error.message : String(error)}. ${advice}`,
  );
};

const contentOf = async (answer: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** What is at a URL. Throws where nobody answers with it. */
export const fetched = async (url: string, redirections = 0): Promise<Buffer> => {
  const answer = await answerOf(url).catch(unreachable(url));
  const { statusCode = 0, headers } = answer;
  if (statusCode >= 300 && statusCode < 400 && headers.location && redirections < MOST_REDIRECTIONS) {
    answer.resume();
    return fetched(new URL(headers.location, url).href, redirections + 1);
  }
  if (statusCode !== 200) {
    answer.resume();
    throw new Error(
      `${url} answers ${statusCode}. See whether it has moved, or name a mirror in the policy.`,
    );
  }
  return contentOf(answer).catch(unreachable(url));
};

import { getProxyForUrl } from 'proxy-from-env';
import { UsageError } from '../exit.ts';

const EXAMPLE = 'http://proxy.example.com:3128';

/** Puts `--proxy` in force, in the place of HTTPS_PROXY. Throws a UsageError for what is no proxy's URL. */
export const useProxy = (given: string): void => {
  const url = proxyUrl(given);
  if (!url) throw new UsageError(`--proxy ${given} is no URL of a proxy. Write one such as ${EXAMPLE}.`);
  process.env['HTTPS_PROXY'] = process.env['https_proxy'] = url.href;
};

/** A proxy as people write it; without a scheme it is spoken to in plain HTTP. */
const proxyUrl = (given: string): URL | undefined => {
  const text = given.includes('://') ? given : `http://${given}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) && url.hostname !== '' ? url : undefined;
};

/** What stands in HTTPS_PROXY, whichever way it is written. */
const written = (): string => process.env['https_proxy'] || process.env['HTTPS_PROXY'] || '';

/** Has one writing of the variable, with a scheme, for everybody who reads it from here on. Throws a UsageError for no URL. */
export const tidyProxy = (): void => {
  const given = written();
  if (given === '') return;
  const url = proxyUrl(given);
  if (!url) throw new UsageError(`HTTPS_PROXY is no URL of a proxy. Write one such as ${EXAMPLE}.`);
  process.env['HTTPS_PROXY'] = process.env['https_proxy'] = url.href;
};

/** Whether a proxy is named at all. */
export const hasProxy = (): boolean => written() !== '';

/** The proxy for a host, by HTTPS_PROXY less NO_PROXY; undefined where it is reached directly. */
export const proxyFor = (host: string, port: number | string): URL | undefined => {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const found = getProxyForUrl(`https://${name}:${port}`);
  return found === '' ? undefined : new URL(found);
};

/** A proxy's URL without name and password. */
export const shown = (proxy: URL): string => `${proxy.protocol}//${proxy.host}`;

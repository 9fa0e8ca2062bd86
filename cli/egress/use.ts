import { useBundle } from './authorities.ts';
import { sendByEgress } from './handler.ts';
import { tidyProxy, useProxy } from './proxy.ts';

/** Puts in force what a command was told about the way to AWS, for every client that is made from here on. */
export const useEgress = ({
  proxy,
  caBundle,
}: {
  readonly proxy?: string | undefined;
  readonly caBundle?: string | undefined;
}): void => {
  if (proxy === undefined) tidyProxy();
  else useProxy(proxy);
  if (caBundle !== undefined) useBundle(caBundle);
  sendByEgress();
};

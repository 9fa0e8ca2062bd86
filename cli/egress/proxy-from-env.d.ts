declare module 'proxy-from-env' {
  /** The proxy's URL by the environment; empty where none is to be used. */
  export function getProxyForUrl(url: string): string;
}

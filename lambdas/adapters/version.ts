/** Replaced by the package's version when the functions are bundled. */
declare const DRAWBRIDGE_VERSION: string;

export const VERSION: string = typeof DRAWBRIDGE_VERSION === 'string' ? DRAWBRIDGE_VERSION : 'unbundled';

/** Where what was not installed comes to lie. */
export const THREAT_PLACES = [
  '/dev/shm',
  '/etc',
  '/home',
  '/opt',
  '/root',
  '/srv',
  '/tmp',
  '/usr/local',
  '/var/spool/cron',
  '/var/tmp',
  '/var/www',
] as const;

/** Pictures, sounds, fonts: large, and never run. */
export const MEDIA =
  /\.(avi|bmp|flac|gif|ico|jpe?g|mkv|mov|mp[34]|ogg|otf|png|svg|tiff?|ttf|wav|webm|webp|woff2?)$/i;

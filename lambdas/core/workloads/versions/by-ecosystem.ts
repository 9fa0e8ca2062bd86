import { apk } from './apk.ts';
import { composer } from './composer.ts';
import { deb } from './deb.ts';
import { gem } from './gem.ts';
import { maven } from './maven.ts';
import type { Order } from './order.ts';
import { pep440 } from './pep440.ts';
import { rpm } from './rpm.ts';
import { semver } from './semver.ts';

const ORDERS: Readonly<Record<string, Order>> = {
  Debian: deb,
  Ubuntu: deb,
  Alpine: apk,
  Wolfi: apk,
  Chainguard: apk,
  Go: semver,
  npm: semver,
  PyPI: pep440,
  RubyGems: gem,
  Packagist: composer,
  Maven: maven,
};

/** The order of versions in an ecosystem: all that are not named are distributions of rpm packages. */
export const orderOf = (ecosystem: string): Order => ORDERS[ecosystem.split(':')[0] ?? ''] ?? rpm;

/** Something that is installed. */
export interface Package {
  /** As OSV names it, its release included: `Debian:12`, `npm`. */
  readonly ecosystem: string;
  readonly name: string;
  /** As the package manager's own tool prints it. */
  readonly version: string;
  /** The source package that it was built from, where the manager keeps it. */
  readonly source?: string;
  /** Of the source package, where it differs from its own. */
  readonly sourceVersion?: string;
  readonly architecture?: string;
  /** The module and stream of an rpm: `nodejs:20`. */
  readonly module?: string;
  /** What lists it: a database, a manifest, an archive (`a.jar!/b.jar`), a binary. */
  readonly path: string;
  readonly manager: Manager;
}

export type Manager = 'apk' | 'composer' | 'dpkg' | 'gem' | 'go' | 'jar' | 'npm' | 'pip' | 'rpm';

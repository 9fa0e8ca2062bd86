import type { Ports } from '../../core/base/policy.ts';
import type { Severity } from '../../core/base/resource-type.ts';

/** What tells one port template from another. */
export interface PortRow {
  readonly id: string;
  readonly since?: string;
  readonly defaultMode?: 'notify';
  readonly title: string;
  readonly why: string;
  readonly severity: Severity;
  readonly controls: readonly string[];
  readonly ports: readonly Ports[];
}

export const tcp = (from: number, to = from): Ports => ({ protocol: 'tcp', from, to });
export const udp = (from: number, to = from): Ports => ({ protocol: 'udp', from, to });

/** The rows of the first version. */
export const ROWS: readonly PortRow[] = [
  {
    id: 'unrestricted-cifs-access',
    title: 'Unrestricted CIFS Access',
    why: 'File shares open to the Internet are how worms and ransomware such as WannaCry spread.',
    severity: 'HIGH',
    controls: ['EC2.19'],
    ports: [tcp(445)],
  },
  {
    id: 'unrestricted-dns-access',
    title: 'Unrestricted DNS Access',
    why: 'An open resolver is abused to amplify denial-of-service attacks and to carry data out.',
    severity: 'MEDIUM',
    controls: ['EC2.18'],
    ports: [tcp(53), udp(53)],
  },
  {
    id: 'unrestricted-ftp-access',
    title: 'Unrestricted FTP Access',
    why: 'FTP sends passwords and files in the clear, and anonymous servers are searched for constantly.',
    severity: 'HIGH',
    controls: ['EC2.19'],
    ports: [tcp(20, 21)],
  },
  {
    id: 'unrestricted-mongodb-access',
    title: 'Unrestricted MongoDB Access',
    why: 'MongoDB reachable from the Internet is found within hours, copied, and held to ransom.',
    severity: 'HIGH',
    controls: ['EC2.18'],
    ports: [tcp(27017, 27019)],
  },
  {
    id: 'unrestricted-mssql-access',
    title: 'Unrestricted MSSQL Access',
    why: 'SQL Server open to the Internet invites password guessing against sa and attacks on unpatched servers.',
    severity: 'HIGH',
    controls: ['EC2.19'],
    ports: [tcp(1433, 1434)],
  },
  {
    id: 'unrestricted-mssql-database-access-udp',
    title: 'Unrestricted MSSQL Database Access (UDP)',
    why: 'The SQL Server browser tells anyone its instances, and is abused to amplify denial-of-service attacks.',
    severity: 'HIGH',
    controls: ['EC2.19'],
    ports: [udp(1434)],
  },
  {
    id: 'unrestricted-mysql-access',
    title: 'Unrestricted MySQL Access',
    why: 'MySQL open to the Internet invites password guessing and theft of the data behind it.',
    severity: 'HIGH',
    controls: ['EC2.19'],
    ports: [tcp(3306)],
  },
  {
    id: 'unrestricted-netbios-access',
    title: 'Unrestricted NetBIOS Access',
    why: 'NetBIOS tells strangers names, users and shares of Windows machines, and lets them in on old ones.',
    severity: 'HIGH',
    controls: ['EC2.18'],
    ports: [tcp(137, 139), udp(137, 139)],
  },
  {
    id: 'unrestricted-oracle-database-access',
    title: 'Unrestricted Oracle Database Access',
    why: 'An Oracle listener open to the Internet invites password guessing and attacks on the listener itself.',
    severity: 'HIGH',
    controls: ['EC2.18'],
    ports: [tcp(1521), tcp(2483, 2484)],
  },
  {
    id: 'unrestricted-postgresql-access',
    title: 'Unrestricted PostgreSQL Access',
    why: 'PostgreSQL open to the Internet invites password guessing, and code execution once inside.',
    severity: 'HIGH',
    controls: ['EC2.19'],
    ports: [tcp(5432)],
  },
  {
    id: 'unrestricted-remote-desktop-access',
    title: 'Unrestricted Remote Desktop Access',
    why: 'Remote Desktop open to the Internet is the commonest way in for ransomware.',
    severity: 'CRITICAL',
    controls: ['EC2.14', 'EC2.19', 'EC2.53', 'EC2.54'],
    ports: [tcp(3389), udp(3389)],
  },
  {
    id: 'unrestricted-rpc-access',
    title: 'Unrestricted RPC Access',
    why: 'The Windows RPC endpoint mapper tells strangers what runs, and has been the door of worms.',
    severity: 'HIGH',
    controls: ['EC2.19'],
    ports: [tcp(135)],
  },
  {
    id: 'unrestricted-smtp-access',
    title: 'Unrestricted SMTP Access',
    why: 'A mail server open to everyone is tried as a relay for spam within minutes.',
    severity: 'MEDIUM',
    controls: ['EC2.19'],
    ports: [tcp(25)],
  },
  {
    id: 'unrestricted-ssh-access',
    title: 'Unrestricted SSH Access',
    why: 'SSH open to the Internet is scanned within minutes and is the usual first foothold.',
    severity: 'CRITICAL',
    controls: ['EC2.13', 'EC2.19', 'EC2.53', 'EC2.54'],
    ports: [tcp(22)],
  },
  {
    id: 'unrestricted-telnet-access',
    title: 'Unrestricted Telnet Access',
    why: 'Telnet sends passwords in the clear, and botnets guess them all day.',
    severity: 'CRITICAL',
    controls: ['EC2.19'],
    ports: [tcp(23)],
  },
  {
    id: 'unrestricted-vnc-listener-access',
    title: 'Unrestricted VNC Listener Access',
    why: 'A listening VNC viewer lets any server on the Internet connect to it and attack it.',
    severity: 'HIGH',
    controls: ['EC2.19'],
    ports: [tcp(5500)],
  },
  {
    id: 'unrestricted-vnc-server-access',
    title: 'Unrestricted VNC Server Access',
    why: 'VNC shows a screen to whoever guesses a short password, often with no encryption.',
    severity: 'HIGH',
    controls: ['EC2.18'],
    ports: [tcp(5900)],
  },
];

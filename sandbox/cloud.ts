import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from './emulator.ts';
import { LOCAL, localFolder } from './local.ts';
import { preparePython } from './python.ts';
import type { Control } from './router/control.ts';
import type { Deliveries } from './router/delivery.ts';
import type { Faults } from './router/faults.ts';
import type { Journal } from './router/journal.ts';
import { type Router, startRouter } from './router/router.ts';
import { warmUp } from './warm-up.ts';

export interface CloudOptions {
  readonly account?: string;
  readonly region?: string;
  /** New buckets get AWS's defaults; on unless switched off. */
  readonly s3Defaults?: boolean;
  /** Enable Security Hub; on unless switched off. */
  readonly securityHub?: boolean;
  /** Told what is being done, step by step. */
  readonly progress?: (step: string) => void;
}

/** An embedded AWS, for demonstrations and tests. */
export interface Cloud {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  /** What a child process needs to work in this cloud, on top of `process.env`. */
  readonly env: Readonly<Record<string, string>>;
  readonly calls: Journal;
  readonly faults: Faults;
  readonly events: Deliveries;
  /** The same hooks as they are offered to other processes. */
  readonly control: Control;
  /** Settles when the first calls of every service, which import much, are over. */
  readonly warm: Promise<void>;
  /** Empties both emulators, the deployed stack included. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** The CDK command line remembers accounts by access key, so each account has its own. */
const accessKeyOf = (account: string): string => `AKIA${account}SBOX`;

const environment = (endpoint: string, account: string, region: string): Record<string, string> => {
  const home = join(LOCAL, 'cdk');
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyOf(account),
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: join(home, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    CDK_HOME: home,
  };
};

const reset = async (router: Router, moto: Emulator, ministack: Emulator): Promise<void> => {
  router.journal.clear();
  router.faults.clear();
  router.deliveries.clear();
  const paths = [
    `http://127.0.0.1:${moto.port}/moto-api/reset`,
    `http://127.0.0.1:${ministack.port}/_ministack/reset`,
  ];
  for (const path of paths) {
    const { ok } = await fetch(path, { method: 'POST' });
    if (!ok) throw new Error(`The emulator did not reset: ${path}`);
  }
};

/** Where the emulators unpack functions, which must not see the project's package.json and its module type. */
const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(await localFolder('tmp'), 'cloud-'));
  await writeFile(join(folder, 'package.json'), '{}\n');
  return folder;
};

const inFlightFile = (temporary: string): string => join(temporary, 'in-flight');

/** How many events wait for their function or are being worked on: the launcher of MiniStack keeps count. */
const inFlight = async (temporary: string): Promise<number> =>
  Number(await readFile(inFlightFile(temporary), 'utf8').catch(() => '0'));

const startBoth = async (
  python: string,
  router: Router,
  env: Readonly<Record<string, string>>,
  account: string,
  temporary: string,
): Promise<readonly [Emulator, Emulator]> => {
  const ministackEnv = {
    ...env,
    AWS_ENDPOINT_URL: router.endpoint,
    MINISTACK_ACCOUNT_ID: account,
    LAMBDA_ASYNC_RETRY_BASE_SECONDS: '0.5',
    // What waits for EC2 waits for seconds here.
    SFN_WAIT_SCALE: '0.02',
    TMPDIR: temporary,
    SANDBOX_IN_FLIGHT: inFlightFile(temporary),
  };
  const started = await Promise.allSettled([
    startEmulator(python, 'moto', { TMPDIR: temporary, MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' }),
    startEmulator(python, 'ministack', ministackEnv),
  ]);
  const failed = started.find((result) => result.status === 'rejected');
  const [moto, ministack] = started.map((result) =>
    result.status === 'fulfilled' ? result.value : undefined,
  );
  if (moto && ministack) return [moto, ministack];
  await Promise.all([moto?.stop(), ministack?.stop()]);
  throw failed?.reason;
};

/** Starts both emulators and the router before them, on free ports of 127.0.0.1. They end with this process. */
export const startCloud = async (options: CloudOptions = {}): Promise<Cloud> => {
  const { account = '123456789012', region = 'us-east-1', s3Defaults = true, progress = () => {} } = options;
  const python = await preparePython(progress);
  progress('starting the embedded AWS');
  const temporary = await temporaryFolder();
  const router = await startRouter({ account, s3Defaults, inFlight: () => inFlight(temporary) });
  const env = environment(router.endpoint, account, region);
  const [moto, ministack] = await startBoth(python, router, env, account, temporary).catch(async (error) => {
    await router.close();
    throw error;
  });
  router.connect({ moto: moto.port, ministack: ministack.port });
  const warm = warmUp(router.endpoint, account, region, options.securityHub ?? true);
  warm.catch(() => {});
  return {
    endpoint: router.endpoint,
    account,
    region,
    env,
    calls: router.journal,
    faults: router.faults,
    events: router.deliveries,
    control: router.control,
    warm,
    reset: () => reset(router, moto, ministack),
    async stop() {
      await router.close();
      await Promise.all([moto.stop(), ministack.stop()]);
      await rm(temporary, { recursive: true, force: true });
    },
  };
};

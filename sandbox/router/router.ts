import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { clearBefore } from './bus-policy.ts';
import { type Call, parseCall } from './call.ts';
import { type Callers, createCallers } from './caller.ts';
import { asInTrail } from './caller-identity.ts';
import { createVisibilities } from './codebuild.ts';
import { answerControl, type Control, createControl, isControl } from './control.ts';
import { createDeliveries, type Deliveries } from './delivery.ts';
import { createEbs, type Ebs } from './ebs.ts';
import { createEc2Blocks } from './ec2-blocks.ts';
import { createFaults, type Fault, type Faults, faultAnswer } from './faults.ts';
import { type Answer, type Forward, forwardTo, type Request, receive } from './http.ts';
import { createJournal, type Journal } from './journal.ts';
import { asAwsRefuses, asAwsStores, inSeconds } from './normalise.ts';
import { createPolicyStatuses, isPolicyStatus, type PolicyStatuses } from './policy-status.ts';
import { withDefaults } from './s3-defaults.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { changeRules, changesRules } from './security-group-rules.ts';
import { isSecurityHubs, securityHub } from './security-hub.ts';
import { type Performed, recordOf } from './trail.ts';

export interface RouterOptions {
  /** The account of callers that do not say another one. */
  readonly account: string;
  /** New buckets get AWS's defaults of 2023: Block Public Access, owner enforced, AES-256. */
  readonly s3Defaults: boolean;
  /** How many events wait for their function or are being worked on. */
  readonly inFlight: () => Promise<number>;
}

export interface Router {
  readonly endpoint: string;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly deliveries: Deliveries;
  readonly control: Control;
  /** Says where the emulators listen; until then calls are refused. */
  connect(ports: { readonly moto: number; readonly ministack: number }): void;
  close(): Promise<void>;
}

const MOTO = new Set([
  'codebuild',
  'ec2',
  'elasticloadbalancing',
  'glue',
  'rds',
  'securityhub',
  'organizations',
]);

/** Only moto has documents, and only MiniStack the parameters that CloudFormation and CDK make. */
const isDocuments = ({ service, action, request }: Call): boolean =>
  service === 'ssm' && (/Document/.test(action) || /"ResourceType": ?"Document"/.test(String(request.body)));

/** CDK's bootstrap bucket and those of the stack belong to CloudFormation, and so to MiniStack; all other buckets are judged. */
const isMotos = (call: Call): boolean =>
  MOTO.has(call.service) ||
  isDocuments(call) ||
  // MiniStack takes no whole policy for a bus.
  (call.service === 'events' && /EventBus(es)?$|Permission$/.test(call.action)) ||
  (call.service === 's3' && !/^\/(cdk-|drawbridge-)/.test(call.request.url.pathname));

/** Runs tasks one after the other. */
const inTurn = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(task: () => Promise<Result>): Promise<Result> => {
    const result = last.then(task, task);
    last = result.catch(() => {});
    return result;
  };
};

interface Upstream {
  readonly moto: Forward;
  readonly ministack: Forward;
}

const createdBucket = ({ action }: Call, { status }: Answer): boolean =>
  action === 'CreateBucket' && status === 200;

const performer = (
  upstream: Upstream,
  options: RouterOptions,
  statuses: PolicyStatuses,
  schedules: Schedules,
  ebs: Ebs,
) => {
  const turn = inTurn();
  const blocks = createEc2Blocks();
  const visibilities = createVisibilities();
  const askMoto = async (call: Call, moto: Forward): Promise<Performed> => {
    await clearBefore(call, moto);
    const answered = ebs.after(call, await moto(call.request));
    const answer = visibilities.after(call, asAwsRefuses(call, answered));
    if (options.s3Defaults && createdBucket(call, answer)) await withDefaults(call, moto);
    return { answer };
  };
  return async (asked: Call): Promise<Performed> => {
    const own = [schedules, ebs, blocks, visibilities].find((one) => one.isOurs(asked));
    if (own) return { answer: own.answer(asked) };
    if (!isMotos(asked))
      return { answer: inSeconds(asked, asInTrail(asked, await upstream.ministack(asked.request))) };
    if (isPolicyStatus(asked)) return { answer: statuses.answer(asked) };
    const call = asAwsStores(asked);
    const moto: Forward = (request, headers) =>
      upstream.moto(request, { ...headers, 'x-moto-account-id': call.caller.account });
    if (changesRules(call)) return turn(() => changeRules(call, moto));
    if (isSecurityHubs(call)) return { answer: await turn(() => securityHub(call, moto)) };
    return askMoto(call, moto);
  };
};

interface Served {
  /** What the caller hears; undefined when the connection is cut. */
  readonly heard?: Answer;
  /** What took effect, and goes into the trail. */
  readonly performed: Performed;
}

const whole = async (performed: Promise<Performed>): Promise<Served> => ({
  heard: (await performed).answer,
  performed: await performed,
});

const flipped = ({ answer, ...rest }: Performed): Performed => {
  const body = Buffer.from(answer.body);
  body[0] = (body[0] ?? 0) ^ 1;
  return { ...rest, answer: { ...answer, body } };
};

const failing = async (
  call: Call,
  fault: Fault,
  perform: (call: Call) => Promise<Performed>,
): Promise<Served | undefined> => {
  await sleep(fault.delayMs ?? 0);
  if (fault.flipBit) return whole(perform(call).then(flipped));
  if (fault.code === undefined && fault.body === undefined && !fault.hangUp) return whole(perform(call));
  const answer = faultAnswer(call, fault);
  const performed = fault.effective ? await perform(call) : { answer };
  if (fault.hangUp) return fault.effective ? { performed } : undefined;
  return { heard: answer, performed };
};

const send = (response: ServerResponse, { status, headers, body }: Answer): void => {
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) response.setHeader(name, value as string | string[]);
  response.writeHead(status);
  response.end(body);
};

interface State {
  readonly callers: Callers;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly deliveries: Deliveries;
  readonly perform: (call: Call) => Promise<Performed>;
}

const serve = async (state: State, request: Request, response: ServerResponse): Promise<void> => {
  const call = parseCall(request, state.callers);
  const time = Date.now();
  const fault = state.faults.take(call);
  const served = fault ? await failing(call, fault, state.perform) : await whole(state.perform(call));
  state.journal.add(call, time, served?.heard?.status ?? 0);
  if (served?.heard) {
    state.callers.learn(call, served.heard);
    send(response, served.heard);
  } else response.destroy();
  const record = served && recordOf(call, served.performed);
  if (record) state.deliveries.emit(record);
};

const listen = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The router has no port.');
  return `http://127.0.0.1:${address.port}`;
};

/** The one endpoint of the embedded AWS: sends each call to the emulator that is right, and keeps the trail. */
export const startRouter = async (options: RouterOptions): Promise<Router> => {
  const notYet: Forward = async () => {
    throw new Error('The emulators are not there yet.');
  };
  const upstream = { moto: notYet, ministack: notYet };
  const closers: (() => void)[] = [];
  const deliveries = createDeliveries((request) => upstream.ministack(request));
  const [journal, faults] = [createJournal(), createFaults()];
  const statuses = createPolicyStatuses();
  const schedules = createSchedules((request) => upstream.ministack(request));
  const ebs = createEbs();
  const control = createControl(journal, faults, deliveries, statuses, schedules, ebs, options.inFlight);
  const callers = createCallers(options.account);
  const state: State = {
    callers,
    journal,
    faults,
    deliveries,
    perform: performer(upstream, options, statuses, schedules, ebs),
  };
  const server = createServer((message, response) => {
    receive(message)
      .then(async (request) =>
        isControl(request)
          ? send(response, await answerControl(control, request))
          : serve(state, request, response),
      )
      .catch((error: unknown) => {
        if (server.listening)
          process.emitWarning(`The router failed: ${error instanceof Error ? error.stack : String(error)}`);
        if (!response.headersSent)
          send(response, { status: 502, headers: {}, body: Buffer.from(String(error)) });
      });
  });
  server.keepAliveTimeout = 60_000;
  return {
    endpoint: await listen(server),
    journal,
    faults,
    deliveries,
    control,
    connect({ moto, ministack }) {
      const to = { moto: forwardTo(moto), ministack: forwardTo(ministack) };
      Object.assign(upstream, { moto: to.moto.forward, ministack: to.ministack.forward });
      closers.push(to.moto.close, to.ministack.close);
    },
    async close() {
      deliveries.clear();
      schedules.clear();
      server.close();
      server.closeAllConnections();
      for (const close of closers) close();
    },
  };
};

import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetched } from '../../../lambdas/workloads-data/fetched.ts';

const server = createServer(({ url = '' }, response) => {
  if (url === '/moved') response.writeHead(302, { location: '/here' }).end();
  else if (url === '/round') response.writeHead(302, { location: '/round' }).end();
  else if (url === '/here') response.end('advisories');
  else if (url === '/torn') {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    setTimeout(() => response.destroy(), 20);
  } else response.writeHead(404).end();
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(() => server.close());

test.for(['/here', '/moved'])('what is at %s is fetched', async (path) => {
  expect((await fetched(`${base}${path}`)).toString()).toBe('advisories');
});
test.for([
  ['/none', /answers 404/],
  ['/round', /answers 302/],
  ['/torn', /cannot be reached/],
] as const)('what cannot be had from %s is said', async ([path, says]) => {
  await expect(fetched(`${base}${path}`)).rejects.toThrow(says);
});
test('whoever does not answer is named', async () => {
  await expect(fetched('https://127.0.0.1:9/x')).rejects.toThrow(
    /^https:\/\/127\.0\.0\.1:9\/x cannot be reached: .*mirror/,
  );
});

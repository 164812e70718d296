// The built command over TLS, straight and through a proxy, which must not see the token.
import { describe, expect, test } from '@jest/globals';
import { run, temporaryFolder } from './cli/support.ts';
import { sandboxWith } from './sandbox/support.ts';
import { certificateFile, secured } from './support/loopback-tls.ts';
import { distant, startProxy } from './support/proxy.ts';

const TOKEN = 'pat-eu1-secret-0815';

async function labels(env: Record<string, string>) {
  const sandbox = await sandboxWith();
  const straight = await secured(sandbox.url);
  const url = env.https_proxy === undefined ? straight.url : distant(straight.url);
  const argv = ['labels', 'contacts', 'companies', '--base-url', url];
  const ended = await run(argv, { cwd: temporaryFolder(), env: { HUBSPOT_ACCESS_TOKEN: TOKEN, ...env } });
  expect(ended.stdout + ended.stderr).not.toContain(TOKEN);
  return { ...ended, url, requests: sandbox.requests, connectionCount: straight.connectionCount() };
}

describe('HTTPS', () => {
  test('is spoken with a server whose certificate is trusted', async () => {
    const { code, stdout, requests } = await labels({ NODE_EXTRA_CA_CERTS: certificateFile });
    expect({ code, requests: requests.length }).toEqual({ code: 0, requests: 2 });
    expect(stdout).toContain('279');
  });

  test('is refused to one whose certificate is not, at once, with what to do about it', async () => {
    const { code, stderr, requests, connectionCount } = await labels({});
    // One for each direction of the pair: a second try would meet the same certificate.
    expect({ code, requests: requests.length, connectionCount }).toEqual({ code: 5, requests: 0, connectionCount: 2 });
    expect(stderr).toContain('NODE_EXTRA_CA_CERTS');
  });

  test('is spoken through a tunnel, and the proxy sees no token', async () => {
    const proxy = await startProxy();
    const { code, url, requests } = await labels({ NODE_EXTRA_CA_CERTS: certificateFile, https_proxy: proxy.url });
    expect({ code, requests: requests.length }).toEqual({ code: 0, requests: 2 });
    expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(new Set([url.slice('https://'.length)]));
    expect(proxy.passed()).not.toBe('');
    expect(proxy.passed()).not.toContain(TOKEN);
  });

  test('is spoken with a proxy that has a certificate of its own, wherever the tunnel leads', async () => {
    const sandbox = await sandboxWith();
    const proxy = await startProxy(undefined, { isSecure: true });
    const url = sandbox.url.replace('127.0.0.1', 'elsewhere.test');
    const env = { HUBSPOT_ACCESS_TOKEN: TOKEN, NODE_EXTRA_CA_CERTS: certificateFile, http_proxy: proxy.url };
    const argv = ['labels', 'contacts', 'companies', '--base-url', url];
    const { code, stderr } = await run(argv, { cwd: temporaryFolder(), env });
    expect({ code, stderr: stderr.replace(/^note: .*\n/, ''), requests: sandbox.requests.length }).toEqual({
      code: 0,
      stderr: '',
      requests: 2,
    });
    expect(proxy.asked.length).toBe(2);
  });

  test('through a tunnel is refused to one whose certificate is not trusted', async () => {
    const proxy = await startProxy();
    const { code, stderr, requests } = await labels({ https_proxy: proxy.url });
    expect({ code, requests: requests.length }).toEqual({ code: 5, requests: 0 });
    expect(stderr).toContain('NODE_EXTRA_CA_CERTS');
  });
});

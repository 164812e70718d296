/** Tells a monitoring service that something happened: one GET, over the environment's proxy, that nobody waits long for. */
import { coerceError } from '../core/errors.ts';
import { openAgent, sendRequest } from './http.ts';

/** Sends one GET. Null when it was answered with a 2xx, else why not. Never rejects. */
export async function ping(
  url: string,
  { timeoutMs, userAgent }: { readonly timeoutMs: number; readonly userAgent: string },
): Promise<string | null> {
  const agent = openAgent({ connectTimeoutMs: timeoutMs });
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { statusCode, body } = await sendRequest(url, {
      dispatcher: agent,
      headers: { 'user-agent': userAgent },
      signal,
    });
    await body.dump();
    return statusCode >= 200 && statusCode < 300 ? null : `it was answered with HTTP ${statusCode}`;
  } catch (thrown) {
    return signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : coerceError(thrown).message;
  } finally {
    await agent.destroy();
  }
}

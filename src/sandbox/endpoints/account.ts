/** Calls N and O: how full an account's records are, and which account this is. */
import type { Exchange } from '../account.ts';
import { readObjectPair } from '../inputs.ts';
import { idText } from '../json.ts';
import { isRefusal, jsonReply, type Refusal, type Reply } from '../replies.ts';

/** From this share of the limit on a record counts as near it. */
const nearShare = 0.8;
const maxSamples = 100;

/** N: how many records of a type are at, or near, the limit of associations with another type. */
export function recordLimits(exchange: Exchange): Reply | Refusal {
  const pair = readObjectPair(exchange, ...exchange.params);
  if (isRefusal(pair)) return pair;
  const { recordLimit: limit, switches } = exchange.account;
  const usages = [...countNeighbours(exchange, pair.from.id, pair.to.id)];
  const at = usages.filter(([, usage]) => usage >= limit);
  const near = usages.filter(([, usage]) => usage < limit && usage >= limit * nearShare);
  const label = (id: string): string => JSON.stringify(`${pair.from.singular} ${id}`);
  const atSamples = at.map(([id]) => `{"label":${label(id)},"objectId":${idText(id, switches.ids)}}`);
  const nearSamples = near.map(([id, usage]) => {
    const share = `"percentage":${(usage / limit) * 100},"usage":${usage}`;
    return `{"label":${label(id)},"objectId":${idText(id, switches.ids)},${share}}`;
  });
  const fields = [
    `"limit":${limit}`,
    `"totalRecordsAtLimit":${at.length}`,
    `"totalRecordsNearLimit":${near.length}`,
    `"atLimitFromRecordSamples":[${atSamples.slice(0, maxSamples).join(',')}]`,
    `"nearLimitFromRecordSamples":[${nearSamples.slice(0, maxSamples).join(',')}]`,
  ];
  return jsonReply(200, `{${fields.join(',')}}`);
}

/** O: the account behind the token. */
export function accountDetails(exchange: Exchange): Reply {
  const { portalId, accountType, timeZone } = exchange.account;
  return jsonReply(200, JSON.stringify({ portalId, accountType, timeZone }));
}

function countNeighbours(exchange: Exchange, from: string, to: string): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (id: string): void => void counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const pair of exchange.account.store.all()) {
    if (pair.from.objectTypeId === from && pair.to.objectTypeId === to) count(pair.from.id);
    if (pair.to.objectTypeId === from && pair.from.objectTypeId === to) count(pair.to.id);
  }
  return counts;
}

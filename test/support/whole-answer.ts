import { readBatchAnswer } from '../../src/core/batch-answer.ts';

/** Everything that an answer says, with what each result tells of its own two records and of others. */
export function whole(body: unknown) {
  const { confirmed, ...rest } = readBatchAnswer(body);
  const links = [...confirmed];
  const told = links.map(({ fromId, toId }, index) => {
    const others = [
      [`${fromId}0`, toId],
      [fromId, `${toId}0`],
      [fromId.slice(0, -1), toId],
      [fromId, toId.slice(0, -1)],
      [toId, fromId],
      [links[0]?.fromId ?? '', links[0]?.toId ?? ''],
    ] as const;
    const { fromTypeId, typeName, labels } = confirmed.toldOf(index, fromId, toId) ?? {};
    return {
      fromTypeId,
      typeName,
      labels,
      ofOthers: others.map((ids) => confirmed.toldOf(index, ids[0], ids[1]) !== null),
    };
  });
  return { ...rest, links, told, beyond: confirmed.toldOf(links.length, '1', '2') };
}

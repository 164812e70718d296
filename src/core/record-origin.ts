/**
 * Where the records of rows can be had again. A row that HubSpot confirms never needs its record, and a thousand rows wait
 * for their answers: so rows hold no record, and the few that are asked for are read a second time.
 */
export class RecordOrigin {
  readonly #firstNumber: number;
  readonly #readAgain: () => readonly (readonly string[])[];
  #records: readonly (readonly string[])[] | null = null;

  /** Of one record, which is at hand. */
  static of(record: readonly string[], rowNumber: number): RecordOrigin {
    return new RecordOrigin(rowNumber, () => [record]);
  }

  /** `firstNumber`: the row number of the first record. `readAgain`: the same records each time. */
  constructor(firstNumber: number, readAgain: () => readonly (readonly string[])[]) {
    this.#firstNumber = firstNumber;
    this.#readAgain = readAgain;
  }

  /** The record of a row as it was read. Once one was asked for, all are kept: faulty rows seldom come alone. */
  fieldsOf(rowNumber: number): readonly string[] {
    this.#records ??= this.#readAgain();
    return this.#records[rowNumber - this.#firstNumber] ?? [];
  }

  /** Keeps records that will be asked for, as long as they are at hand. */
  keep(records: readonly (readonly string[])[]): void {
    this.#records = records;
  }
}

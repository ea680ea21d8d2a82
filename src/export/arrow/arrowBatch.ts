import { Buffer as BufferEntry } from 'apache-arrow/fb/buffer';
import { FieldNode } from 'apache-arrow/fb/field-node';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { Builder } from 'flatbuffers';
import type { Column, Message, Value } from '../table/column.ts';
import { message } from './arrowSchema.ts';

/** Buffers begin at multiples of this: readers map them into memory as they are. */
const alignment = 64;

/** What one field of a batch is, in the order of the fields, children behind their parent. */
interface Node {
  length: number;
  nulls: number;
}

/** Rows as a message and its body. */
export interface Batch {
  metadata: Uint8Array;
  body: Uint8Array[];
}

/** The values of some rows, column by column. */
export function recordBatch(types: Column<unknown>['type'][], values: Value[][], rows: number): Batch {
  const parts = new Parts();
  for (const [i, type] of types.entries()) parts.add(type, values[i] ?? []);
  return parts.batch(rows);
}

class Parts {
  readonly #nodes: Node[] = [];
  readonly #buffers: { offset: number; length: number }[] = [];
  readonly #body: Uint8Array[] = [];
  #at = 0;

  add(type: Column<unknown>['type'], values: readonly Value[]): void {
    switch (type) {
      case 'string':
        return this.#texts(values as (string | null)[]);
      case 'bool':
        this.#begin(values);
        return this.#put(bits(values, (value) => value === true));
      case 'messages':
        return this.#lists(values as (Message[] | null)[]);
      default:
        this.#begin(values);
        return this.#put(numbers(type, values as (number | null)[]));
    }
  }

  batch(rows: number): Batch {
    const b = new Builder(1024);
    RecordBatch.startNodesVector(b, this.#nodes.length);
    for (const { length, nulls } of this.#nodes.toReversed())
      FieldNode.createFieldNode(b, BigInt(length), BigInt(nulls));
    const nodes = b.endVector();
    RecordBatch.startBuffersVector(b, this.#buffers.length);
    for (const { offset, length } of this.#buffers.toReversed())
      BufferEntry.createBuffer(b, BigInt(offset), BigInt(length));
    const buffers = b.endVector();
    RecordBatch.startRecordBatch(b);
    RecordBatch.addLength(b, BigInt(rows));
    RecordBatch.addNodes(b, nodes);
    RecordBatch.addBuffers(b, buffers);
    const header = RecordBatch.endRecordBatch(b);
    return { metadata: message(b, MessageHeader.RecordBatch, header, this.#at), body: this.#body };
  }

  /** The field itself, and which of its values are there; nothing where all are. */
  #begin(values: readonly Value[]): void {
    const nulls = values.reduce<number>((sum, value) => sum + Number(value === null), 0);
    this.#nodes.push({ length: values.length, nulls });
    this.#put(nulls === 0 ? new Uint8Array(0) : bits(values, (value) => value !== null));
  }

  #texts(values: readonly (string | null)[]): void {
    this.#begin(values);
    const offsets = new Int32Array(values.length + 1);
    let end = 0;
    for (const [i, value] of values.entries())
      offsets[i + 1] = end += value === null ? 0 : Buffer.byteLength(value);
    const data = Buffer.allocUnsafe(end);
    for (const [i, value] of values.entries()) if (value !== null) data.write(value, offsets[i] ?? 0);
    this.#put(new Uint8Array(offsets.buffer));
    this.#put(data);
  }

  #lists(values: readonly (Message[] | null)[]): void {
    this.#begin(values);
    const offsets = new Int32Array(values.length + 1);
    for (const [i, value] of values.entries()) offsets[i + 1] = (offsets[i] ?? 0) + (value?.length ?? 0);
    this.#put(new Uint8Array(offsets.buffer));
    const all = values.flatMap((value) => value ?? []);
    this.#nodes.push({ length: all.length, nulls: 0 });
    this.#put(new Uint8Array(0));
    this.#texts(all.map(({ role }) => role));
    this.#texts(all.map(({ content }) => content));
  }

  #put(bytes: Uint8Array): void {
    this.#buffers.push({ offset: this.#at, length: bytes.length });
    const padding = (alignment - (bytes.length % alignment)) % alignment;
    if (bytes.length > 0) this.#body.push(bytes);
    if (padding > 0) this.#body.push(new Uint8Array(padding));
    this.#at += bytes.length + padding;
  }
}

function bits(values: readonly Value[], is: (value: Value) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (const [i, value] of values.entries())
    if (is(value)) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  return bytes;
}

function numbers(type: 'int32' | 'int64' | 'double', values: readonly (number | null)[]): Uint8Array {
  if (type === 'int64') {
    const whole = values.map((value) => (Number.isSafeInteger(value) ? BigInt(value ?? 0) : 0n));
    return new Uint8Array(BigInt64Array.from(whole).buffer);
  }
  const plain = values.map((value) => value ?? 0);
  return new Uint8Array((type === 'int32' ? Int32Array : Float64Array).from(plain).buffer);
}

import { Bool } from 'apache-arrow/fb/bool';
import { Endianness } from 'apache-arrow/fb/endianness';
import { Field } from 'apache-arrow/fb/field';
import { FloatingPoint } from 'apache-arrow/fb/floating-point';
import { Int } from 'apache-arrow/fb/int';
import { KeyValue } from 'apache-arrow/fb/key-value';
import { List } from 'apache-arrow/fb/list';
import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import { Precision } from 'apache-arrow/fb/precision';
import { Schema } from 'apache-arrow/fb/schema';
import { Struct_ } from 'apache-arrow/fb/struct-';
import { Type } from 'apache-arrow/fb/type';
import { Utf8 } from 'apache-arrow/fb/utf8';
import { Builder, type Offset } from 'flatbuffers';
import type { Column } from '../table/column.ts';

type Named = Pick<Column<unknown>, 'name' | 'type'>;

/** The schema of a table as the first message of a stream, with what its reader is told beside it. */
export function schemaMessage(columns: Named[], metadata: Record<string, string>): Uint8Array {
  const b = new Builder(1024);
  const fields = Schema.createFieldsVector(
    b,
    columns.map((column) => fieldOf(b, column)),
  );
  const pairs = Object.entries(metadata).map(([key, value]) =>
    KeyValue.createKeyValue(b, b.createString(key), b.createString(value)),
  );
  const told = Schema.createCustomMetadataVector(b, pairs);
  Schema.startSchema(b);
  Schema.addEndianness(b, Endianness.Little);
  Schema.addFields(b, fields);
  Schema.addCustomMetadata(b, told);
  return message(b, MessageHeader.Schema, Schema.endSchema(b), 0);
}

/** The metadata of a message; `header` lies in the builder already. */
export function message(b: Builder, type: MessageHeader, header: Offset, bodyLength: number): Uint8Array {
  Message.startMessage(b);
  Message.addVersion(b, MetadataVersion.V5);
  Message.addHeaderType(b, type);
  Message.addHeader(b, header);
  Message.addBodyLength(b, BigInt(bodyLength));
  Message.finishMessageBuffer(b, Message.endMessage(b));
  return b.asUint8Array();
}

function fieldOf(b: Builder, { name, type }: Named): Offset {
  switch (type) {
    case 'string':
      return field(b, name, Type.Utf8, utf8(b));
    case 'int32':
      return field(b, name, Type.Int, Int.createInt(b, 32, true));
    case 'int64':
      return field(b, name, Type.Int, Int.createInt(b, 64, true));
    case 'double':
      return field(b, name, Type.FloatingPoint, FloatingPoint.createFloatingPoint(b, Precision.DOUBLE));
    case 'bool':
      Bool.startBool(b);
      return field(b, name, Type.Bool, Bool.endBool(b));
    case 'messages': {
      const parts = ['role', 'content'].map((part) => field(b, part, Type.Utf8, utf8(b)));
      Struct_.startStruct_(b);
      const struct = field(b, 'item', Type.Struct_, Struct_.endStruct_(b), parts);
      List.startList(b);
      return field(b, name, Type.List, List.endList(b), [struct]);
    }
  }
}

function utf8(b: Builder): Offset {
  Utf8.startUtf8(b);
  return Utf8.endUtf8(b);
}

/** All may be null. Parts of a flatbuffer are finished before what holds them is begun. */
function field(b: Builder, name: string, type: Type, of: Offset, children: Offset[] = []): Offset {
  const called = b.createString(name);
  const inside = Field.createChildrenVector(b, children);
  Field.startField(b);
  Field.addName(b, called);
  Field.addNullable(b, true);
  Field.addTypeType(b, type);
  Field.addType(b, of);
  Field.addChildren(b, inside);
  return Field.endField(b);
}

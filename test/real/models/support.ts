import { z } from 'zod';

/** The real servers that tests run against; `node test/servers/dev.mjs up` starts them and prints these variables. */
export interface RealModel {
  url: string;
  model: string;
}

export function realModel(letter: 'A' | 'B' | 'C'): RealModel {
  return { url: variable(`LLM_${letter}_URL`), model: variable(`LLM_${letter}_MODEL`) };
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: these tests need real model servers (node test/servers/dev.mjs up)`);
  return value;
}

async function get(url: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

export function post(url: string, body: unknown): Promise<unknown> {
  return get(url, { method: 'POST', body: JSON.stringify(body) });
}

/** How many slots of a llama.cpp server are at work. */
export async function busySlots(server: RealModel): Promise<number> {
  const slots = z.array(z.object({ is_processing: z.boolean() })).parse(await get(`${server.url}/slots`));
  return slots.filter((s) => s.is_processing).length;
}

/** Resolves when the number of busy slots is what `wanted` says; the test's own time limit ends the wait. */
export async function whenSlots(server: RealModel, wanted: (busy: number) => boolean): Promise<void> {
  while (!wanted(await busySlots(server))) await new Promise((resolve) => setTimeout(resolve, 20));
}

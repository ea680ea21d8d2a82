/**
 * The unbiased estimate of pass@k for one task: the chance that at least one of `k` samples, drawn from the `n` that are there without
 * putting one back, passes when `c` of the `n` do: 1 - C(n-c, k) / C(n, k). As a product of ratios below 1, so that no binomial
 * coefficient overflows (Chen et al., Evaluating Large Language Models Trained on Code, 2021, figure 3).
 * `undefined` where there are fewer than `k` samples: the estimate is not defined then.
 */
export function passAtK(n: number, c: number, k: number): number | undefined {
  if (k < 1 || n < k) return undefined;
  if (n - c < k) return 1;
  let none = 1;
  for (let i = n - c + 1; i <= n; i++) none *= 1 - k / i;
  return 1 - none;
}

/** Mean of pass@k over the tasks that have at least `k` samples, and how many these are; `undefined` where none has. */
export function meanPassAtK(
  tasks: readonly { samples: number; passed: number }[],
  k: number,
): { value: number; tasks: number } | undefined {
  const values = tasks
    .map(({ samples, passed }) => passAtK(samples, passed, k))
    .filter((value) => value !== undefined);
  if (values.length === 0) return undefined;
  return { value: values.reduce((sum, value) => sum + value, 0) / values.length, tasks: values.length };
}

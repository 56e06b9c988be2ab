/** Counts for one peer: what was asked, what agreed, and the differences by explanation. */
export class Table {
  agreed = 0;
  notAsked = 0;
  readonly #explained = new Map<string, string[]>();
  readonly #open: string[] = [];

  differ(id: string, because: string | undefined, detail: string): void {
    if (because === undefined) this.#open.push(`${id}: ${detail}`);
    else this.#explained.set(because, [...(this.#explained.get(because) ?? []), id]);
  }

  /** Prints the rows. @returns how many differences have no explanation */
  print(title: string): number {
    const differences = [...this.#explained.values()].reduce((sum, ids) => sum + ids.length, 0);
    const asked = this.agreed + differences + this.#open.length;
    console.log(
      `\n${title}: ${String(asked)} asked, ${String(this.agreed)} agree, ${String(differences)} differ as explained, ${String(this.#open.length)} unexplained, ${String(this.notAsked)} not asked`,
    );
    for (const [because, ids] of [...this.#explained].sort(([, a], [, b]) => b.length - a.length))
      console.log(`  ${String(ids.length).padStart(3)}  ${because}  (${ids[0] ?? ''}${ids.length > 1 ? ', …' : ''})`);
    for (const one of this.#open) console.log(`  !!!  ${one}`);
    return this.#open.length;
  }
}

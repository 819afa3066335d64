import type { Brand, Version } from './random-brand.ts'

/** Prices that hold from a version's first day, or, with `from`, from the day of another version on. */
export type Source = { prices: Version | undefined; share: Version | undefined; from: string }
export type Moment = { kind: Version['book']; from: string; now: Source; before: Source }

const latest = (list: readonly Version[], book: Version['book'], fits: (day: string) => boolean) =>
  list.filter((each) => each.book === book && fits(each.day)).toSorted((a, b) => (a.day < b.day ? 1 : -1))[0]

/** Which versions stand beside one another on which days, once a candidate and its companion are published. */
export class Timeline {
  readonly #brand: Brand
  readonly #published: readonly Version[]

  constructor(brand: Brand, published: readonly Version[]) {
    this.#brand = brand
    this.#published = published
  }

  companion = (version: Version) => this.#brand.candidates.find((each) => each !== version)

  /** Both books as they will be with the version and its companion. */
  #calendar(version: Version): Version[] {
    const companion = this.companion(version)
    const stays = (each: Version) => each.day !== version.day || (each.book !== version.book && !companion)
    return [...this.#published.filter(stays), version, ...(companion ? [companion] : [])]
  }

  #until = (version: Version): string | undefined =>
    this.#published
      .filter((each) => each.book === version.book && each.day > version.day)
      .map((each) => each.day)
      .toSorted()[0]

  /** Versions of the other book in force together with this one: at first, and those that begin meanwhile. */
  beside(version: Version): { first: Version | undefined; later: Version[] } {
    const opposite = version.book === 'guide' ? 'settlement' : 'guide'
    const until = this.#until(version) ?? '9999'
    const later = this.#published.filter(({ book, day }) => book === opposite && day > version.day && day < until)
    return { first: latest(this.#calendar(version), opposite, (day) => day <= version.day), later }
  }

  /** Days on which prices change on account of a version, its own first day and that of the next of its book among them. */
  moments(version: Version): Moment[] {
    const [list, until] = [this.#calendar(version), this.#until(version) ?? '9999']
    const days = new Set(list.map(({ day }) => day).filter((day) => day >= version.day && day <= until))
    return [...days].flatMap((day) => {
      const [s0, g0] = [latest(list, 'settlement', (each) => each < day), latest(list, 'guide', (each) => each < day)]
      const [s1, g1] = [latest(list, 'settlement', (each) => each <= day), latest(list, 'guide', (each) => each <= day)]
      const moments: Moment[] = []
      const from = (other: Version) => (other === version ? '' : other.id)
      const source = (s: Version, g: Version | undefined): Source =>
        s.method === 'discount' ? { prices: g, share: s, from: '' } : { prices: s, share: undefined, from: '' }
      if (version.book === 'guide' && g0 && g1 && g0 !== g1 && [g0, g1].includes(version))
        moments.push({ kind: 'guide', from: from(g1), now: source(g1, undefined), before: source(g0, undefined) })
      if (s0 && s1 && s0 !== s1 && this.#answers(version, [s0, g0], [s1, g1]))
        moments.push({ kind: 'settlement', from: from(s1), now: source(s1, g1), before: source(s0, g0) })
      return moments
    })
  }

  /** A guide version answers for what a discount makes of it, unless only the discounts change or its companion answers. */
  #answers(version: Version, before: (Version | undefined)[], now: (Version | undefined)[]): boolean {
    if (version.book === 'settlement') return [before[0], now[0]].includes(version)
    const companion = this.companion(version)
    if (companion && [before[0], now[0]].includes(companion)) return false
    const taken = [before, now].map(([settlement, guide]) => settlement?.method === 'discount' && guide === version)
    return taken[0] !== taken[1]
  }
}

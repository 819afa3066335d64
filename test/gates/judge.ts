import type { Brand, Part, Policy, PolicyLine, Version } from './random-brand.ts'
import { type Moment, type Source, Timeline } from './timeline.ts'

/** What a grade pays for a part, without tax: the most and the least by a version's discounts; half a price step. */
type Offer = { part: number; grade: string; net: number; lowNet: number; lowGrade: string; half: number }
const EPS = 1e-6
const name = (part: number, grade = '', from = '') => `P${part}${after(grade)}${after(from)}`
const after = (word: string) => (word === '' ? '' : ` ${word}`)
const share = (fen: number, bps: number) => Math.floor((fen * bps + 5_000) / 10_000)
/** The rules of publication written a second time, from the requirement, without SQL: `gate subject` of every finding. */
export class Judge {
  readonly #brand: Brand
  readonly #published: readonly Version[]
  readonly #time: Timeline

  constructor(brand: Brand, published: readonly Version[]) {
    this.#brand = brand
    this.#published = published
    this.#time = new Timeline(brand, published)
  }

  findings(version: Version): Set<string> {
    const own = version.prices.filter(({ part }) => version.method === 'entries' && this.#part(part).class === 'core')
    const found = own.map((price) => `corePriced ${name(price.part, price.grade)}`)
    found.push(...this.#aboveGuide(version))
    const { policy } = this.#brand
    if (!policy) return new Set(found)
    if (version.book === 'guide') {
      const guide = { prices: version, share: undefined, from: '' }
      found.push(...this.#pairs(guide, this.#general(guide, policy.guideStep), policy))
    }
    const settled = this.#settled(version)
    for (const source of settled) found.push(...this.#judged(source, version, policy))
    if (settled.length > 0) found.push(...this.#notJudged())
    return new Set([...found, ...this.#changes(version, policy)])
  }

  #judged(source: Source, { book }: Version, policy: Policy): string[] {
    const general = this.#general(source, policy.settlementStep)
    const offers = this.#offers(source, source.prices?.prices ?? [], policy.settlementStep)
    const rules = [this.#ratios(source, general, policy), this.#unpriced(source, general)]
    const costs = [this.#margins(source, offers, policy), this.#withoutCost(source, offers)]
    return [...rules, ...costs, book === 'settlement' ? this.#pairs(source, general, policy) : []].flat()
  }

  #part = (key: number): Part => this.#brand.parts[key] as Part

  #shares({ discounts }: Version): [number, number, string] {
    const sorted = Object.entries(discounts).toSorted(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    return [sorted.at(-1)?.[1] ?? 10_000, sorted[0]?.[1] ?? 10_000, sorted[0]?.[0] ?? '']
  }

  /** Every set of settlement prices a version makes. */
  #settled(version: Version): Source[] {
    if (version.book === 'settlement' && version.method === 'entries')
      return [{ prices: version, share: undefined, from: '' }]
    const { first, later } = this.#time.beside(version)
    const beside = [{ other: first, from: '' }, ...later.map((other) => ({ other, from: other.id }))]
    if (version.book === 'settlement') return beside.map(({ other, from }) => ({ prices: other, share: version, from }))
    return beside
      .filter(({ other }) => other?.method === 'discount' && other !== this.#time.companion(version))
      .map(({ other, from }) => ({ prices: version, share: other, from }))
  }

  /** The price for every grade of each part; or the highest of the grades' own, where each that a channel has has one. */
  #general(source: Source, step: number): Offer[] {
    const { channelGrades } = this.#brand
    const all = source.prices?.prices ?? []
    const prices = all
      .filter(({ grade }) => grade === '')
      .map((price) => {
        const own = all.filter((each) => each.part === price.part && channelGrades.includes(each.grade))
        const paid =
          own.length < channelGrades.length || own.length === 0 ? price.fen : Math.max(...own.map(({ fen }) => fen))
        return { ...price, fen: paid }
      })
    return this.#offers(source, prices, step)
  }

  #offers(
    { prices: source, share: shared }: Source,
    prices: readonly Version['prices'][number][],
    step: number,
  ): Offer[] {
    const [high, low, lowGrade] = shared ? this.#shares(shared) : [10_000, 10_000, '']
    return prices.flatMap(({ part, grade, fen }) => {
      const one = source?.basis === 'gross' ? (10_000 + this.#part(part).taxRateBps) / 10_000 : 1
      const [most, least] = [share(fen, high), share(fen, low)]
      const offer = { part, grade, net: most / one, lowNet: least / one, lowGrade, half: step / 2 / one }
      return most > 0 && (grade === '' || !shared) ? [offer] : []
    })
  }

  #aboveGuide(version: Version): string[] {
    const { first, later } = this.#time.beside(version)
    return [...(first ? [first] : []), ...later].flatMap((other) => {
      const [settlement, guide] = version.book === 'settlement' ? [version, other] : [other, version]
      if (settlement.method === 'discount') return []
      return settlement.prices
        .filter(({ part, fen }) => {
          const market = guide.prices.find((each) => each.part === part)
          if (!market) return false
          if (settlement.basis === guide.basis) return fen > market.fen
          const { taxRateBps } = this.#part(part)
          const net = (price: number, basis: string) =>
            basis === 'net' ? price : Math.floor((price * 20_000 + 10_000 + taxRateBps) / (2 * (10_000 + taxRateBps)))
          return net(fen, settlement.basis) > net(market.fen, guide.basis)
        })
        .map(({ part, grade }) => `settlementAboveGuide ${name(part, grade)} ${other.id}`)
    })
  }

  #ratios({ from }: Source, offers: Offer[], policy: Policy): string[] {
    return this.#brand.models.flatMap((model, at) => {
      const lines = this.#brand.bom.filter((each) => each.model === at && each.current)
      if (!model.active || model.dealerFen === null || lines.length === 0) return []
      let [sum, slack] = [0, 0]
      for (const { part, milli } of lines) {
        const offer = offers.find((each) => each.part === part && each.grade === '')
        if (!offer || this.#part(part).class === 'core') continue
        sum += (offer.net * milli) / 1_000
        slack += (offer.half * milli) / 1_000
      }
      const { factorBps, toleranceBps } = lineFor(policy, model.line)
      const target = (model.dealerFen * factorBps) / 10_000
      const room = Math.max((target * toleranceBps) / 10_000, slack)
      return Math.abs(sum - target) > room + EPS ? [`doubleRule M${at}${after(from)}`] : []
    })
  }

  #notJudged = (): string[] =>
    this.#brand.models.flatMap(({ active, dealerFen }, at) =>
      active && dealerFen === null && this.#brand.bom.some(({ model, current }) => model === at && current)
        ? [`modelNotJudged M${at}`]
        : [],
    )

  #withoutCost({ from }: Source, offers: Offer[]): string[] {
    const without = offers.filter(({ part, lowNet }) => this.#part(part).costFen === null && lowNet > 0)
    return without
      .filter(({ part }) => this.#part(part).class !== 'core')
      .map(({ part, grade }) => `pricedWithoutCost ${name(part, grade, from)}`)
  }

  #unpriced({ from }: Source, offers: Offer[]): string[] {
    return this.#brand.parts.flatMap((part, key) => {
      if (part.class === 'core' || !part.serviceable) return []
      const used = this.#brand.bom.some(
        (line) => line.part === key && line.current && this.#brand.models[line.model]?.active,
      )
      return used && !offers.some((each) => each.part === key && each.grade === '')
        ? [`bomPartUnpriced ${name(key, '', from)}`]
        : []
    })
  }

  #margins({ from }: Source, offers: Offer[], policy: Policy): string[] {
    return offers.flatMap(({ part: key, grade, net, lowNet, lowGrade, half }) => {
      const part = this.#part(key)
      if (part.costFen === null || part.class === 'core') return []
      const found: string[] = []
      if (lowNet < part.costFen - half - EPS && lowNet > 0)
        found.push(`costBelow ${name(key, grade === '' ? lowGrade : grade, from)}`)
      if (part.class === 'module' || lowNet === 0) return found
      const which = part.class === 'wear' ? 'wearBps' : 'standardBps'
      const used = this.#brand.bom.filter((line) => line.part === key && this.#brand.models[line.model]?.active)
      const margins = used.map((line) => lineFor(policy, this.#brand.models[line.model]?.line ?? '')[which])
      const margin = margins.length > 0 ? Math.min(...margins) : lineFor(policy, '')[which]
      if (net > part.costFen * (1 + margin / 10_000) + half + EPS)
        found.push(`${part.class}Margin ${name(key, grade, from)}`)
      return found
    })
  }

  #changes(version: Version, policy: Policy): string[] {
    return this.#time.moments(version).flatMap((moment) => {
      const step = moment.kind === 'guide' ? policy.guideStep : policy.settlementStep
      const changes = ['', 'A', 'B'].flatMap((grade) =>
        this.#brand.parts.flatMap((_, part) => this.#change(moment, part, grade)),
      )
      const parts = changes
        .filter(({ fen, old }) => Math.abs(fen - old) > (old * policy.corridorBps) / 10_000 + step / 2 + 1e-9)
        .map(({ part, grade }) => `corridor ${name(part, grade, moment.from)}`)
      const families = ['F', 'G'].flatMap((family) =>
        ['', 'A', 'B'].flatMap((grade) => {
          const own = changes.filter((each) => each.grade === grade && this.#part(each.part).family === family)
          if (own.length === 0) return []
          const mean = own.reduce((sum, { fen, old }) => sum + (fen - old) / old, 0) / own.length
          const slack = own.reduce((sum, { old }) => sum + step / 2 / old, 0) / own.length
          const bound = (policy.families[family] ?? policy.familyBps) / 10_000
          const subject = `${family}${after(grade)}${after(moment.from)}`
          return Math.abs(mean) > bound + slack + 1e-9 ? [`familyCorridor ${subject}`] : []
        }),
      )
      return [...parts, ...families]
    })
  }

  #change({ now, before }: Moment, part: number, grade: string) {
    if (!now.prices || !before.prices || !this.#counts(now, before, part, grade)) return []
    const fen = this.#paid(now.prices, now.share, part, grade) ?? 0
    const listed = this.#published.filter(({ method }) => method === 'entries')
    const earlier = listed.filter(({ book, day }) => book === before.prices?.book && day < before.prices.day)
    const held = [before.prices, ...earlier.toSorted((a, b) => (a.day < b.day ? 1 : -1))].find((each) =>
      each.prices.some((row) => row.part === part && (row.grade === '' || (row.grade === grade && !before.share))),
    )
    const old = held ? (this.#paid(held, before.share, part, grade) ?? 0) : 0
    const rate = 10_000 + this.#part(part).taxRateBps
    const converted =
      now.prices.basis === 'net'
        ? Math.floor((old * 20_000 + rate) / (2 * rate))
        : Math.floor((old * rate * 2 + 10_000) / 20_000)
    const there = held?.basis === now.prices.basis ? old : converted
    return fen > 0 && there > 0 ? [{ part, grade, fen, old: there }] : []
  }

  /** A grade is looked at for itself when it has its own entry on a side, or a discount that moves otherwise than the highest. */
  #counts(now: Source, before: Source, part: number, grade: string): boolean {
    const has = (source: Source, wanted: string) =>
      source.prices?.prices.some((each) => each.part === part && each.grade === wanted) ?? false
    if (grade === '') return has(now, '')
    if ([now, before].some((source) => !source.share && has(source, grade))) return true
    if (!now.share || !before.share) return Boolean(now.share ?? before.share)
    const [mine, theirs] = [now.share.discounts[grade] ?? 0, before.share.discounts[grade] ?? 0]
    return mine * this.#shares(before.share)[0] !== theirs * this.#shares(now.share)[0]
  }

  #paid(prices: Version, shared: Version | undefined, part: number, grade: string): number | undefined {
    const row = (wanted: string) => prices.prices.find((each) => each.part === part && each.grade === wanted)?.fen
    if (!shared) return row(grade) ?? row('')
    const bps = grade === '' ? this.#shares(shared)[0] : shared.discounts[grade]
    const fen = row('')
    return bps === undefined || fen === undefined ? undefined : share(fen, bps)
  }

  #pairs({ from }: Source, offers: Offer[], policy: Policy): string[] {
    const offer = (part: number) => offers.find((each) => each.part === part && each.grade === '')
    const apart = (one: Offer, other: Offer, ratio: number, bps: number) =>
      one.net + one.half + EPS < (other.net - other.half) * ratio * (1 - bps / 10_000) ||
      one.net - one.half - EPS > (other.net + other.half) * ratio * (1 + bps / 10_000)
    const like = this.#brand.like.flatMap(({ part, other, ppm, toleranceBps }) => {
      const [one, two] = [offer(part), offer(other)]
      const outside = one && two && apart(one, two, ppm / 1e6, toleranceBps ?? policy.likeBps)
      return outside ? [`likeParts P${part} P${other}${after(from)}`] : []
    })
    const successions = this.#brand.parts.flatMap(({ successor }, part) => {
      const [old, next] = [offer(part), successor === null ? undefined : offer(successor)]
      return old && next && apart(next, old, 1, policy.supersessionBps)
        ? [`supersession P${part} P${successor}${after(from)}`]
        : []
    })
    return [...like, ...successions]
  }
}

const lineFor = (policy: Policy, line: string): PolicyLine =>
  (policy.lines.find((each) => each.line === line) ?? policy.lines[0]) as PolicyLine

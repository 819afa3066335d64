import type { Brand, Part, Policy, PolicyLine, Version } from './random-brand.ts'

/** What a version asks for a part, in its own tax basis and without tax: the most and the least a grade pays. */
type Offer = { part: number; grade: string; fen: number; net: number; lowNet: number; lowGrade: string; half: number }

const EPS = 1e-6
const name = (part: number, grade = '') => `P${part}${grade === '' ? '' : ` ${grade}`}`
const latest = (list: readonly Version[], book: Version['book'], fits: (day: string) => boolean) =>
  list.filter((each) => each.book === book && fits(each.day)).toSorted((a, b) => (a.day < b.day ? 1 : -1))[0]

/** The rules of publication written a second time, from the requirement, without SQL: `gate subject` of every finding. */
export class Judge {
  readonly #brand: Brand
  readonly #published: readonly Version[]

  constructor(brand: Brand, published: readonly Version[]) {
    this.#brand = brand
    this.#published = published
  }

  findings(version: Version): Set<string> {
    const own = version.prices.filter(({ part }) => version.method === 'entries' && this.#part(part).class === 'core')
    const found = own.map((price) => `corePriced ${name(price.part, price.grade)}`)
    found.push(...this.#aboveGuide(version))
    const { policy } = this.#brand
    if (!policy) return new Set(found)
    const [source, high, low, grade] = this.#sourceOf(version)
    const step = version.book === 'guide' ? policy.guideStep : policy.settlementStep
    const offers = this.#offers(source, version, { high, low, grade, step })
    found.push(...this.#pairs(offers, policy), ...this.#changes(version, offers, policy, step))
    const settled = this.#settled(version, offers, policy)
    if (settled)
      found.push(...this.#ratios(settled, policy), ...this.#unpriced(settled), ...this.#margins(settled, policy))
    return new Set(found)
  }

  #part = (key: number): Part => this.#brand.parts[key] as Part

  #companion = (version: Version) => this.#brand.candidates.find((each) => each !== version)

  #shares(version: Version): [number, number, string] {
    const sorted = Object.entries(version.discounts).toSorted(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    return [sorted.at(-1)?.[1] ?? 10_000, sorted[0]?.[1] ?? 10_000, sorted[0]?.[0] ?? '']
  }

  #guideFor = (version: Version) =>
    this.#companion(version) ?? latest(this.#published, 'guide', (day) => day <= version.day)

  #sourceOf(version: Version): [Version | undefined, number, number, string] {
    if (version.method === 'entries') return [version, 10_000, 10_000, '']
    return [this.#guideFor(version), ...this.#shares(version)]
  }

  /** The settlement prices a version makes: its own, or those of the version by discount its guide prices are taken for. */
  #settled(version: Version, offers: Offer[], policy: Policy): Offer[] | undefined {
    if (version.book === 'settlement') return offers
    const above = latest(this.#published, 'settlement', (day) => day <= version.day)
    if (this.#companion(version) || above?.method !== 'discount') return undefined
    const [high, low, grade] = this.#shares(above)
    return this.#offers(version, undefined, { high, low, grade, step: policy.settlementStep })
  }

  #offers(
    source: Version | undefined,
    version: Version | undefined,
    { high, low, grade, step }: { high: number; low: number; grade: string; step: number },
  ): Offer[] {
    const prices = source?.prices.filter((each) => source === version || each.grade === '') ?? []
    const share = (fen: number, bps: number) => Math.floor((fen * bps + 5_000) / 10_000)
    return prices.flatMap(({ part, grade: own, fen }) => {
      const one = source?.basis === 'gross' ? (10_000 + this.#part(part).taxRateBps) / 10_000 : 1
      const [most, least] = [share(fen, high), share(fen, low)]
      const offer = {
        part,
        grade: own,
        fen: most,
        net: most / one,
        lowNet: least / one,
        lowGrade: grade,
        half: step / 2 / one,
      }
      return most > 0 ? [offer] : []
    })
  }

  #aboveGuide(version: Version): string[] {
    const opposite = version.book === 'guide' ? 'settlement' : 'guide'
    const until = this.#published
      .filter((each) => each.book === version.book && each.day > version.day)
      .map((each) => each.day)
      .toSorted()[0]
    const beside = this.#companion(version) ?? latest(this.#published, opposite, (day) => day <= version.day)
    const later = this.#published.filter(
      (each) => each.book === opposite && each.day > version.day && (until === undefined || each.day < until),
    )
    return [...(beside ? [beside] : []), ...later].flatMap((other) => {
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

  #ratios(offers: Offer[], policy: Policy): string[] {
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
      return Math.abs(sum - target) > room + EPS ? [`doubleRule M${at}`] : []
    })
  }

  #unpriced(offers: Offer[]): string[] {
    return this.#brand.parts.flatMap((part, key) => {
      if (part.class === 'core' || !part.serviceable) return []
      const used = this.#brand.bom.some(
        (line) => line.part === key && line.current && this.#brand.models[line.model]?.active,
      )
      return used && !offers.some((each) => each.part === key && each.grade === '') ? [`bomPartUnpriced P${key}`] : []
    })
  }

  #margins(offers: Offer[], policy: Policy): string[] {
    return offers.flatMap(({ part: key, grade, net, lowNet, lowGrade, half }) => {
      const part = this.#part(key)
      if (part.costFen === null || part.class === 'core') return []
      const found: string[] = []
      if (lowNet < part.costFen - half - EPS && lowNet > 0)
        found.push(`costBelow ${name(key, grade === '' ? lowGrade : grade)}`)
      if (part.class === 'module' || lowNet === 0) return found
      const which = part.class === 'wear' ? 'wearBps' : 'standardBps'
      const used = this.#brand.bom.filter((line) => line.part === key && this.#brand.models[line.model]?.active)
      const margins = used.map((line) => lineFor(policy, this.#brand.models[line.model]?.line ?? '')[which])
      const margin = margins.length > 0 ? Math.min(...margins) : lineFor(policy, '')[which]
      if (net > part.costFen * (1 + margin / 10_000) + half + EPS) found.push(`${part.class}Margin ${name(key, grade)}`)
      return found
    })
  }

  #changes(version: Version, offers: Offer[], policy: Policy, step: number): string[] {
    const before = latest(this.#published, version.book, (day) => day < version.day)
    if (!before) return []
    const priced = before.method === 'entries' ? before : latest(this.#published, 'guide', (day) => day < version.day)
    const share = before.method === 'entries' ? 10_000 : this.#shares(before)[0]
    const basis = this.#sourceOf(version)[0]?.basis
    const changes = offers.flatMap(({ part, grade, fen }) => {
      const price = priced?.prices.find((each) => each.part === part && each.grade === grade)
      const old = Math.floor(((price?.fen ?? 0) * share + 5_000) / 10_000)
      if (!price || !priced || old === 0) return []
      const rate = 10_000 + this.#part(part).taxRateBps
      const there =
        basis === 'net'
          ? Math.floor((old * 20_000 + rate) / (2 * rate))
          : Math.floor((old * rate * 2 + 10_000) / 20_000)
      return [{ part, grade, fen, old: basis === priced.basis ? old : there }]
    })
    const parts = changes
      .filter(({ fen, old }) => Math.abs(fen - old) > (old * policy.corridorBps) / 10_000 + step / 2 + 1e-9)
      .map(({ part, grade }) => `corridor ${name(part, grade)}`)
    const families = ['F', 'G'].filter((family) => {
      const own = changes.filter((each) => each.grade === '' && this.#part(each.part).family === family)
      if (own.length === 0) return false
      const mean = own.reduce((sum, { fen, old }) => sum + (fen - old) / old, 0) / own.length
      const slack = own.reduce((sum, { old }) => sum + step / 2 / old, 0) / own.length
      return Math.abs(mean) > (policy.families[family] ?? policy.familyBps) / 10_000 + slack + 1e-9
    })
    return [...parts, ...families.map((family) => `familyCorridor ${family}`)]
  }

  #pairs(offers: Offer[], policy: Policy): string[] {
    const offer = (part: number) => offers.find((each) => each.part === part && each.grade === '')
    const apart = (one: Offer, other: Offer, ratio: number, bps: number) =>
      one.net + one.half + EPS < (other.net - other.half) * ratio * (1 - bps / 10_000) ||
      one.net - one.half - EPS > (other.net + other.half) * ratio * (1 + bps / 10_000)
    const like = this.#brand.like.flatMap(({ part, other, ppm, toleranceBps }) => {
      const [one, two] = [offer(part), offer(other)]
      const outside = one && two && apart(one, two, ppm / 1e6, toleranceBps ?? policy.likeBps)
      return outside ? [`likeParts P${part} P${other}`] : []
    })
    const successions = this.#brand.parts.flatMap(({ successor }, part) => {
      const [old, next] = [offer(part), successor === null ? undefined : offer(successor)]
      return old && next && apart(next, old, 1, policy.supersessionBps) ? [`supersession P${part} P${successor}`] : []
    })
    return [...like, ...successions]
  }
}

const lineFor = (policy: Policy, line: string): PolicyLine =>
  (policy.lines.find((each) => each.line === line) ?? policy.lines[0]) as PolicyLine

/** Different parts per principal and per channel and day: counted in memory, kept in the database. */
export function dailyParts(db, allowed) {
  const insert = db.prepare('insert into lookup_part values (?, ?, ?, ?) on conflict do nothing')
  let seen = { day: '', byName: new Map() }

  function partsOf(name, day) {
    if (seen.day !== day) seen = { day, byName: new Map() }
    const parts = seen.byName.get(name) ?? new Set()
    seen.byName.set(name, parts)
    return parts
  }

  return {
    isSpent: (actor, day) => partsOf(actor.id, day).size >= allowed || partsOf(actor.channel_id, day).size >= allowed,
    /** Answers those of the numbers that are new to this principal today. */
    note(actor, day, numbers) {
      const [own, ofChannel] = [partsOf(actor.id, day), partsOf(actor.channel_id, day)]
      const added = numbers.filter((number) => !own.has(number))
      for (const number of added) {
        own.add(number)
        ofChannel.add(number)
      }
      return added
    },
    keep: (channelId, day, number, actorId) => insert.run(channelId, day, number, actorId),
  }
}

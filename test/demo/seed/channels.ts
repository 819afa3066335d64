/** The six dealers, three on each shard. `orders` is about how many they place in a month. */
export const CHANNELS = [
  {
    place: 'hangzhou',
    orders: 5,
    facts: { name: '杭州钱江汽车销售服务有限公司', grade: 'A', cycle: 'monthly', zone: '华东', shard: '1' },
    creditLimitFen: 80_000_000,
  },
  {
    place: 'chengdu',
    orders: 4,
    facts: { name: '成都锦程汽车销售服务有限公司', grade: 'A', cycle: 'monthly', zone: '西南', shard: '2' },
    creditLimitFen: 60_000_000,
  },
  {
    place: 'guangzhou',
    orders: 4,
    facts: { name: '广州南粤汽车贸易有限公司', grade: 'B', cycle: 'monthly', zone: '华南', shard: '1' },
    creditLimitFen: 40_000_000,
  },
  {
    place: 'beijing',
    orders: 3,
    facts: { name: '北京京西名车维修中心', grade: 'B', cycle: 'perOrder', zone: '华北', shard: '2' },
    creditLimitFen: 0,
  },
  {
    place: 'xian',
    orders: 2,
    facts: { name: '西安秦川汽车配件有限公司', grade: 'C', cycle: 'quarterly', zone: '西北', shard: '1' },
    creditLimitFen: 20_000_000,
  },
  {
    place: 'shenyang',
    orders: 2,
    facts: { name: '沈阳北陵汽车维修有限公司', grade: 'C', cycle: 'perOrder', zone: '东北', shard: '2' },
    creditLimitFen: 0,
  },
] as const

/** Freight by zone: fen per kilogram and at least, and the goods amount from which it is free. */
export const TARIFFS = [
  { zone: '华东', perKgFen: 450, minimumFen: 1_200, freeFromFen: 500_000 },
  { zone: '华南', perKgFen: 550, minimumFen: 1_500, freeFromFen: 500_000 },
  { zone: '华北', perKgFen: 550, minimumFen: 1_500, freeFromFen: 600_000 },
  { zone: '西南', perKgFen: 700, minimumFen: 1_800, freeFromFen: 800_000 },
  { zone: '东北', perKgFen: 750, minimumFen: 1_800, freeFromFen: 800_000 },
  { zone: '西北', perKgFen: 850, minimumFen: 2_000, freeFromFen: null },
] as const

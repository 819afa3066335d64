/** A product line of the demonstration; `name` finds it in the English names of parts, `detail` is how much of a car is known. */
export type CarLine = { code: string; zh: string; en: string; detail: number; name: RegExp }

export const CAR_LINES: readonly CarLine[] = [
  { code: 'MGB', zh: 'MGB 与 MGC', en: 'MGB and MGC', detail: 0.6, name: / (MGB|MGC|RV8|B[>\d]|B )/ },
  { code: 'MINI', zh: 'Mini', en: 'Mini', detail: 0.45, name: / (MINI|COOPER|CLUBMAN)/ },
  { code: 'SPITFIRE', zh: '喷火与 GT6', en: 'Spitfire and GT6', detail: 0.5, name: / (SPIT|GT6|S1500|HERALD|VITESSE)/ },
  { code: 'TR', zh: '凯旋 TR', en: 'Triumph TR', detail: 0.6, name: / TR\d/ },
  { code: 'MGA', zh: 'MGA', en: 'MGA', detail: 0.35, name: / MGA/ },
  {
    code: 'HEALEY',
    zh: '奥斯汀-希利与 Midget',
    en: 'Austin-Healey and Midget',
    detail: 0.4,
    name: / (AH|BN\d|BJ\d|SPR|S&M|MIDGET|M1500|100\/)/,
  },
  { code: 'XJ', zh: '捷豹 XJ', en: 'Jaguar XJ', detail: 0.2, name: / (JAG|XJ)/ },
]

/** A finished product: models of one line with the same engine, generation or body share the parts that go with it. */
export type Car = {
  code: string
  line: string
  zh: string
  en: string
  engine: string
  generation: string
  body: string
  /** What its serial numbers begin with. */
  serials: string
}

type Row = [code: string, zh: string, en: string, engine: string, generation: string, body: string, serials: string]

const of = (line: string, rows: readonly Row[]): Car[] =>
  rows.map(([code, zh, en, engine, generation, body, serials]) => {
    return { line, code, zh, en, engine, generation, body, serials }
  })

/** Real cars; which parts they are built of is made up. */
export const CARS: readonly Car[] = [
  ...of('MGB', [
    ['MGB-MK1-RDS', 'MGB Mk I 敞篷 1962–67', 'MGB Mk I Roadster 1962–67', '1800', 'MK1', 'RDS', 'GHN3-'],
    ['MGB-MK1-GT', 'MGB Mk I GT 1965–67', 'MGB Mk I GT 1965–67', '1800', 'MK1', 'GT', 'GHD3-'],
    ['MGB-MK2-RDS', 'MGB Mk II 敞篷 1967–69', 'MGB Mk II Roadster 1967–69', '1800', 'MK2', 'RDS', 'GHN4-'],
    ['MGB-MK2-GT', 'MGB Mk II GT 1967–69', 'MGB Mk II GT 1967–69', '1800', 'MK2', 'GT', 'GHD4-'],
    ['MGB-MK3-RDS', 'MGB Mk III 敞篷 1971–80', 'MGB Mk III Roadster 1971–80', '18V', 'MK3', 'RDS', 'GHN5-'],
    ['MGB-MK3-GT', 'MGB Mk III GT 1971–80', 'MGB Mk III GT 1971–80', '18V', 'MK3', 'GT', 'GHD5-'],
    ['MGB-GT-V8', 'MGB GT V8 1973–76', 'MGB GT V8 1973–76', 'V8', 'MK3', 'GT', 'GD2D1-'],
    ['MGC-RDS', 'MGC 敞篷 1967–69', 'MGC Roadster 1967–69', 'C3000', 'MK2', 'RDS', 'GCN1-'],
    ['MGC-GT', 'MGC GT 1967–69', 'MGC GT 1967–69', 'C3000', 'MK2', 'GT', 'GCD1-'],
  ]),
  ...of('MINI', [
    ['MINI-MK1-850', 'Mini Mk I 850', 'Mini Mk I 850', '848', 'MK1', 'SAL', 'A2S7-'],
    ['MINI-MK1-COOPER', 'Mini Mk I Cooper', 'Mini Mk I Cooper', '998', 'MK1', 'SAL', 'CA2S7-'],
    ['MINI-MK1-COOPER-S', 'Mini Mk I Cooper S', 'Mini Mk I Cooper S', '1275', 'MK1', 'SAL', 'CA2S9-'],
    ['MINI-MK2-1000', 'Mini Mk II 1000', 'Mini Mk II 1000', '998', 'MK2', 'SAL', 'A2SB-'],
    ['MINI-MK2-COOPER-S', 'Mini Mk II Cooper S', 'Mini Mk II Cooper S', '1275', 'MK2', 'SAL', 'CA2SB-'],
    ['MINI-CLUBMAN-1100', 'Mini Clubman 1100', 'Mini Clubman 1100', '1098', 'MK3', 'CLUB', 'XA2S2-'],
    ['MINI-1275GT', 'Mini 1275 GT', 'Mini 1275 GT', '1275', 'MK3', 'CLUB', 'XA2S3-'],
    ['MINI-COOPER-91', 'Mini Cooper 1991–96', 'Mini Cooper 1991–96', '1275', 'MK5', 'SAL', 'XNN-'],
  ]),
  ...of('SPITFIRE', [
    ['SPITFIRE-MK1', '喷火 Mk I 1962–64', 'Spitfire Mk I 1962–64', '1147', 'MK1', 'RDS', 'FC-1'],
    ['SPITFIRE-MK2', '喷火 Mk II 1965–67', 'Spitfire Mk II 1965–67', '1147', 'MK2', 'RDS', 'FC-5'],
    ['SPITFIRE-MK3', '喷火 Mk III 1967–70', 'Spitfire Mk III 1967–70', '1296', 'MK2', 'RDS', 'FD-'],
    ['SPITFIRE-MK4', '喷火 Mk IV 1970–74', 'Spitfire Mk IV 1970–74', '1296', 'MK4', 'RDS', 'FH-'],
    ['SPITFIRE-1500', '喷火 1500 1974–80', 'Spitfire 1500 1974–80', '1493', 'MK4', 'RDS', 'FM-'],
    ['GT6-MK1', 'GT6 Mk I 1966–68', 'GT6 Mk I 1966–68', '1998', 'MK2', 'GT', 'KC-'],
    ['GT6-MK2', 'GT6 Mk II 1968–70', 'GT6 Mk II 1968–70', '1998', 'MK3', 'GT', 'KC-5'],
    ['GT6-MK3', 'GT6 Mk III 1970–73', 'GT6 Mk III 1970–73', '1998', 'MK4', 'GT', 'KE-'],
  ]),
  ...of('TR', [
    ['TR2', 'TR2 1953–55', 'TR2 1953–55', '1991', 'SIDE', 'RDS', 'TS-'],
    ['TR3', 'TR3 1955–57', 'TR3 1955–57', '1991', 'SIDE', 'RDS', 'TS-8'],
    ['TR3A', 'TR3A 1957–61', 'TR3A 1957–61', '2138', 'SIDE', 'RDS', 'TS-2'],
    ['TR4', 'TR4 1961–65', 'TR4 1961–65', '2138', 'MICH', 'MICH', 'CT-'],
    ['TR4A', 'TR4A 1965–67', 'TR4A 1965–67', '2138', 'IRS', 'MICH', 'CTC-'],
    ['TR5-PI', 'TR5 PI 1967–68', 'TR5 PI 1967–68', '2498PI', 'IRS', 'MICH', 'CP-'],
    ['TR250', 'TR250 1967–68', 'TR250 1967–68', '2498', 'IRS', 'MICH', 'CD-'],
    ['TR6-PI', 'TR6 PI 1969–75', 'TR6 PI 1969–75', '2498PI', 'IRS', 'KARM', 'CR-'],
    ['TR6-CARB', 'TR6 化油器 1969–76', 'TR6 Carburettor 1969–76', '2498', 'IRS', 'KARM', 'CF-'],
  ]),
  ...of('MGA', [
    ['MGA-1500-RDS', 'MGA 1500 敞篷 1955–59', 'MGA 1500 Roadster 1955–59', '1489', 'MK1', 'RDS', 'HDA43-'],
    ['MGA-1500-CPE', 'MGA 1500 双门 1956–59', 'MGA 1500 Coupe 1956–59', '1489', 'MK1', 'CPE', 'HMA43-'],
    ['MGA-1600-RDS', 'MGA 1600 敞篷 1959–61', 'MGA 1600 Roadster 1959–61', '1588', 'MK2', 'RDS', 'GHNL-'],
    ['MGA-1600-MK2', 'MGA 1600 Mk II 1961–62', 'MGA 1600 Mk II 1961–62', '1622', 'MK2', 'RDS', 'GHN2L-'],
  ]),
  ...of('HEALEY', [
    ['AH-100-4', '希利 100/4 1953–56', 'Healey 100/4 1953–56', '2660', 'BN1', 'BIG', 'BN1-'],
    ['AH-100-6', '希利 100/6 1956–59', 'Healey 100/6 1956–59', '2639', 'BN4', 'BIG', 'BN4-'],
    ['AH-3000-MK1', '希利 3000 Mk I', 'Healey 3000 Mk I', '2912', 'BN4', 'BIG', 'BN7-'],
    ['AH-3000-MK2', '希利 3000 Mk II', 'Healey 3000 Mk II', '2912', 'BJ7', 'BIG', 'BJ7-'],
    ['AH-3000-MK3', '希利 3000 Mk III', 'Healey 3000 Mk III', '2912', 'BJ8', 'BIG', 'BJ8-'],
    ['SPRITE-MK1', 'Sprite Mk I 1958–61', 'Sprite Mk I 1958–61', '948', 'FROG', 'FROG', 'AN5-'],
    ['SPRITE-MK2', 'Sprite Mk II 1961–64', 'Sprite Mk II 1961–64', '948', 'SQ1', 'SQ', 'HAN6-'],
    ['MIDGET-MK2', 'Midget Mk II 1964–66', 'Midget Mk II 1964–66', '1098', 'SQ2', 'SQ', 'GAN3-'],
    ['MIDGET-MK3', 'Midget Mk III 1966–74', 'Midget Mk III 1966–74', '1275', 'SQ2', 'SQ', 'GAN4-'],
    ['MIDGET-1500', 'Midget 1500 1974–79', 'Midget 1500 1974–79', '1493', 'SQ3', 'SQ', 'GAN6-'],
  ]),
  ...of('XJ', [
    ['XJ6-S1-28', 'XJ6 系列一 2.8', 'XJ6 Series I 2.8', '2792', 'S1', 'SWB', '1G-'],
    ['XJ6-S1-42', 'XJ6 系列一 4.2', 'XJ6 Series I 4.2', '4235', 'S1', 'SWB', '1L-'],
    ['XJ6-S2-42', 'XJ6 系列二 4.2', 'XJ6 Series II 4.2', '4235', 'S2', 'LWB', '2N-'],
    ['XJ6-S3-42', 'XJ6 系列三 4.2', 'XJ6 Series III 4.2', '4235', 'S3', 'LWB', 'JAALP-'],
  ]),
]

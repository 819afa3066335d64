const any = (...words: string[]) => new RegExp(` (?:${words.join('|')})S? `)

/** Part families by words of the English name, the first that fits: parts whose prices belong side by side. */
const FAMILIES: readonly (readonly [family: string, name: RegExp])[] = [
  ['刹车片', / (B\/PADS?|B\/SHOES?|PAD SET|BRAKE PADS?|BRAKE SHOES?) /],
  ['制动盘', / (B\/DISC|BRAKE DISC) /],
  ['制动轮缸', / (W\/CYL|WHEEL CYLINDER) /],
  ['制动总泵', / (M\/CYL|B\/M\/CYL) /],
  ['制动卡钳', any('CALIPER')],
  ['滤清器', any('FILTER', 'A/FILTER', 'ELEMENT')],
  ['气缸盖', / (CYL HEAD|C\/HEAD|HEAD) /],
  ['活塞', any('PISTON')],
  ['气门', any('VALVE', 'V/GUIDE')],
  ['曲轴', any('CRANK')],
  ['凸轮轴', any('CAM', 'CAMSHAFT')],
  ['分电器', any('DIST', 'DIST.', 'DISTRIBUTOR')],
  ['发动机总成', /^ (ENGINE|ENG) (?!MOUNT)/],
  ['变速箱总成', /^ (G\/BOX|GEARBOX) (?!MOUNT|COVER)/],
  ['化油器', any('CARB')],
  ['散热器', any('RAD', 'RADIATOR')],
  ['水泵', any('W/PUMP')],
  ['起动机与发电机', any('STARTER', 'ALTERNATOR', 'DYNAMO')],
  ['车速表', any('SPEEDO')],
  ['转速表', any('TACHO')],
  ['线束', any('LOOM', 'M/LOOM', 'R/LOOM')],
  ['灯', any('LAMP', 'LENS', 'FLASHER')],
  ['开关', any('SWITCH')],
  ['减振器', any('S/ABS')],
  ['弹簧', any('SPRING', 'V/SPRING')],
  ['衬套', any('BUSH')],
  ['轴承', any('BEARING', 'BRG', 'R/BRG')],
  ['翼子板', any('WING')],
  ['车门', any('DOOR', 'DOORSKIN')],
  ['发动机罩', any('BONNET')],
  ['地板', any('FLOOR')],
  ['门槛', any('SILL')],
  ['保险杠', any('BUMPER')],
  ['软顶', any('HOOD')],
  ['座椅套', any('S/CVRS', 'S/KIT', 'SEATKIT')],
  ['地毯', any('C/SET', 'C/KIT', 'CARPET')],
  ['内饰套件', any('T/KIT')],
  ['排气', any('EXH', 'EXHAUST', 'SILENCER')],
  ['水管油管', any('HOSE', 'PIPE', 'B/HOSE', 'B/PIPE')],
  ['拉索', any('CABLE')],
  ['密封条', any('SEAL', 'DOORSEAL', 'D/SEAL')],
  ['垫片', any('GASKET', 'GSKT')],
  ['螺母', any('NUT', 'LOCKNUT')],
  ['螺栓', any('BOLT', 'STUD')],
  ['螺钉', any('SCREW', 'SETSCREW')],
  ['垫圈', any('WASHER', 'SHIM')],
]

/** The family of a part; '' for one that belongs to none. */
export function familyOf(nameEn: string): string {
  const name = ` ${nameEn} `
  if (name.startsWith(' S/C ') || name.startsWith(' SURCHARGE ')) return ''
  return FAMILIES.find(([, words]) => words.test(name))?.[0] ?? ''
}

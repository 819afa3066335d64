/** A kind of part: which names it is, and the ranges of its cost in yuan and weight in grams. */
export type PartKind = {
  test: RegExp
  class: 'module' | 'wear' | 'standard' | 'core'
  yuan: readonly [number, number]
  grams: readonly [number, number]
  unit?: string
  packs?: readonly number[]
  /** What a kit or set costs and weighs, in single pieces. */
  setFactor?: number
}

type Ranges = [yuan: readonly [number, number], grams: readonly [number, number]]

const any = (...words: string[]) => new RegExp(` (?:${words.join('|')})S? `)
const leads = (...words: string[]) => new RegExp(`^ (?:${words.join('|')})S? `)

const module = (test: RegExp, ...[yuan, grams]: Ranges): PartKind => ({ test, class: 'module', yuan, grams })
const wear = (test: RegExp, ...[yuan, grams]: Ranges): PartKind => ({ test, class: 'wear', yuan, grams, setFactor: 4 })
const standard = (test: RegExp, ...[yuan, grams]: Ranges): PartKind => ({
  test,
  class: 'standard',
  yuan,
  grams,
  packs: [10, 20, 50, 100],
  setFactor: 8,
})

/** The first kind whose test passes is the part's: small parts first, for they name the part they belong to. */
export const KINDS: readonly PartKind[] = [
  { test: /^ (?:S\/C|SURCHARGE) /, class: 'module', yuan: [80, 2500], grams: [1, 1] },
  module(any('WASHER PUMP', 'WASHER BOTTLE', 'W/WASHER'), [60, 380], [90, 700]),
  standard(leads('WASHER', 'SHIM', 'CIRCLIP', 'SPLITPIN', 'RIVET', 'LOCKTAB', 'LOCKWASHER'), [1, 5], [1, 12]),
  standard(any('WASHER', 'SHIM', 'CIRCLIP', 'SPLITPIN', 'RIVET', 'LOCKTAB', 'WOODRUFF'), [1, 5], [1, 12]),
  standard(leads('NUT', 'LOCKNUT', 'NYLOC', 'SCREW', 'PIN'), [1.5, 15], [2, 40]),
  standard(leads('BOLT', 'STUD', 'DOWEL'), [2, 25], [8, 150]),
  standard(any('NUT', 'LOCKNUT', 'SCREW', 'SETSCREW'), [1.5, 15], [2, 40]),
  standard(any('BOLT', 'STUD', 'DOWEL', 'COTTER'), [2, 25], [8, 150]),
  wear(any('GSKT SET', 'GASKET SET', 'GASKET PACK'), [60, 220], [60, 250]),
  wear(any('GASKET', 'GSKT'), [6, 160], [5, 300]),
  wear(any('SEAL', 'DOORSEAL', 'O RING', 'D/SEAL', 'GAITER', 'GROMMET'), [4, 160], [3, 600]),
  standard(any('MAIN BEARING', 'BEARING', 'BRG', 'BRGS', 'R/BRG'), [35, 480], [60, 900]),
  wear(any('FILTER', 'A/FILTER', 'ELEMENT'), [25, 260], [120, 700]),
  wear(any('B/PADS', 'B/PAD', 'B/SHOES', 'B/SHOE', 'PAD SET', 'BRAKE PAD', 'BRAKE SHOE'), [90, 620], [700, 2600]),
  wear(any('BELT', 'T/CHAIN', 'TIMING CHAIN'), [28, 220], [80, 500]),
  wear(any('BULB', 'FUSE', 'SPARK PLUG', 'POINTS', 'W/BLADE', 'WIPER BLADE', 'BRUSH', 'ROTOR ARM'), [6, 90], [5, 150]),
  wear(any('MAINS', 'B/ENDS'), [260, 900], [300, 900]),
  module(any('CLIP', 'PCLIP', 'FASTENER', 'GREASE NIPPLE'), [2, 25], [3, 60]),
  module(any('SPRING', 'V/SPRING'), [8, 380], [10, 5200]),
  module(any('BUSH', 'MOUNT', 'MOUNTING', 'MNTG', 'MTG', 'BUFFER', 'BUMPSTOP'), [12, 260], [20, 900]),
  module(any('BRACKET', 'BRKT', 'BKT', 'STAY', 'STRAP', 'HINGE', 'CLAMP', 'LINK'), [25, 420], [60, 2200]),
  module(any('DIST.CAP', 'DIST CAP', 'D/CAP', 'CAP', 'KNOB', 'G/KNOB', 'LENS', 'BADGE', 'KEY'), [20, 320], [15, 350]),
  module(any('HANDLE', 'HNDL', 'LOCK', 'CATCH', 'LATCH', 'STRIKER', 'PULL', 'KNOB'), [40, 620], [30, 900]),
  module(any('PIPING', 'MOULDING', 'MLDG', 'FINISHER', 'STRIP', 'BEAD', 'BEZEL', 'DECAL'), [25, 460], [10, 700]),
  module(any('VALVE', 'V/GUIDE', 'PLATE', 'BACKPLATE', 'SOCKET', 'RETAINER', 'PEG'), [25, 320], [20, 700]),
  module(any('PLUG', 'JET', 'NEEDLE', 'SPACER', 'SLEEVE', 'COLLAR', 'UNION', 'BANJO'), [6, 120], [4, 250]),
  module(any('HOSE', 'B/HOSE', 'PIPE', 'B/PIPE', 'TUBE', 'CABLE', 'LEAD', 'SWITCH', 'RELAY'), [30, 480], [60, 1800]),
  module(/^ (?:TR\S+ )?AXLE /, [9000, 28000], [18000, 48000]),
  {
    test: any('DIST', 'DISTRIBUTOR', 'ELEC IGN', 'INJECTOR', 'COIL PACK'),
    class: 'core',
    yuan: [1400, 4200],
    grams: [1200, 2600],
  },
  { test: any('CW&P', 'CWP', 'LAYGEAR', 'LSD', 'GEAR SET'), class: 'core', yuan: [2200, 7500], grams: [3500, 9500] },
  module(/ PISTON .*(?:EA|EACH|SINGLE) /, [380, 1500], [450, 900]),
  module(any('PISTON SET', 'PISTONS', 'PISTON'), [1500, 6000], [1800, 3600]),
  module(any('RING SET', 'RINGS'), [260, 900], [150, 400]),
  module(leads('ENGINE', 'ENG \\S+ \\d+', 'ENG \\d+'), [30000, 78000], [95000, 210000]),
  module(any('BODYSHELL'), [60000, 125000], [180000, 290000]),
  module(leads('G/BOX', 'GEARBOX', 'GBOX', 'O/DRIVE'), [9000, 28000], [18000, 48000]),
  module(leads('CYL HEAD', 'C/HEAD', 'HEAD', 'CYL BLOCK', 'CRANK', 'DIFF'), [3800, 14000], [9000, 42000]),
  module(any('CARBS', 'S/CHARGER'), [3200, 16000], [3000, 15000]),
  module(
    any('HOOD', 'HARDTOP', 'S/CVRS', 'S/KIT', 'SEATKIT', 'T/KIT', 'C/SET', 'C/KIT', 'LOOM', 'M/LOOM', 'R/LOOM'),
    [1100, 6800],
    [1800, 9000],
  ),
  module(any('DOOR', 'DOORSKIN', 'BONNET', 'WING', 'FLOOR', 'DASH', 'CHASSIS', 'BOOTLID'), [900, 6500], [2500, 16000]),
  module(any('RAD', 'RADIATOR', 'FUEL TANK', 'TANK', 'STARTER', 'ALTERNATOR', 'DYNAMO'), [650, 3600], [2800, 9500]),
  module(any('EXHAUST', 'EXH', 'EX.BOX', 'SILENCER', 'EX.PIPE', 'MANIFOLD', 'EX.SYS'), [420, 3200], [2200, 14000]),
  module(any('SPEEDO', 'TACHO', 'GAUGE', 'CARB', 'CAM', 'CAMSHAFT', 'S/RACK', 'RACK'), [580, 3400], [450, 5200]),
  module(any('BUMPER', 'SILL', 'VALANCE', 'PANEL', 'W/ARCH', 'GRILLE', 'S/SCREEN', 'TONN'), [260, 2600], [800, 7500]),
  module(
    any(
      'CALIPER',
      'M/CYL',
      'B/M/CYL',
      'W/CYL',
      'B/DISC',
      'BRAKE DISC',
      'WHEEL CYLINDER',
      'S/ABS',
      'CLUTCH KIT',
      'SERVO',
    ),
    [240, 1900],
    [400, 6000],
  ),
  module(
    any('PUMP', 'W/PUMP', 'OILPUMP', 'HEATER', 'FAN', 'MOTOR', 'HUB', 'WHEEL', 'FLYWHEEL'),
    [280, 2400],
    [600, 9000],
  ),
  module(any('GEAR', 'SHAFT', 'MAINSHAFT', 'LAYSHAFT', 'PROPSHAFT', 'R/SHAFT'), [220, 2600], [300, 6500]),
  { test: any('PAINT', 'GREASE', 'FLUID', 'WAXOYL'), class: 'module', yuan: [40, 260], grams: [400, 5200], unit: '升' },
  module(/^/, [35, 900], [40, 2600]),
]

import type { Customer } from '../customers/customer.ts'

const CUSTOMERS = 300
const FIRST_ACCOUNT_ID = 1001

/** How companies are called, country by country: names, trades, and where the legal form stands. */
const COUNTRIES = [
  [
    'Kessler Brandt Vogt Lindner Arndt Riedel Thalmann Falk Jansen Weiß',
    'Logistik Maschinenbau Software Medien Pharma Energie Optik',
    '{} GmbH|{} AG|{} GmbH & Co. KG',
  ],
  [
    'Ashdown Thornbury Whitcombe Harrow Penrose Locke Marlow Saxby Kirkwall Dunmore',
    'Retail Insurance Analytics Freight Publishing Foods Studios',
    '{} Ltd|{} plc|{} Group Ltd',
  ],
  [
    'Moreau Lefèvre Garnier Chevalier Aubry Delacroix Fontaine Renaud Vasseur Picard',
    'Transports Éditions Textiles Conseil Santé Patrimoine Numérique',
    '{} SAS|{} SA|Groupe {}',
  ],
  [
    'Bianchi Ferraro Colombo Moretti Galli Rinaldi Fabbri Conti Serra Longo',
    'Meccanica Ceramiche Alimentari Moda Viaggi Costruzioni Farmaceutici',
    '{} S.p.A.|{} S.r.l.|{} S.r.l.',
  ],
  [
    'Navarro Iglesias Castaño Ferrer Quiroga Ibáñez Peñalver Robles Salcedo Bermúdez',
    'Hoteles Distribución Energía Cítricos Consultores Sanidad Inmobiliaria',
    '{} S.L.|{} S.A.|Grupo {}',
  ],
  [
    'Lindqvist Söderberg Åkesson Hedlund Nyström Bergman Ekdahl Sjögren Wallin Öberg',
    'Skog Bygg Data Fastigheter Teknik Spel Hälsa',
    '{} AB|{} AB|{} Sverige AB',
  ],
  [
    'Kowalski Zieliński Wiśniewski Dąbrowski Krawczyk Jabłoński Wróbel Sikora Pawlak Żurek',
    'Meble Transport Okna Informatyka Drukarnia Handel Zdrowie',
    '{} sp. z o.o.|{} S.A.|{} sp.j.',
  ],
  [
    'Van Dijk,De Groot,Hendriks,Van der Meer,Mulder,Bakker,Visser,Smit,Hoekstra,Dekker',
    'Bloemen Scheepvaart Techniek Vastgoed Zuivel Reclame Onderwijs',
    '{} B.V.|{} N.V.|{} B.V.',
  ],
  [
    'Sakura Hoshino Tanabe Kitagawa Mizuno Ogawa Fujiwara Nishida Arakawa Shimizu',
    'Denshi Shoji Kogyo Seiyaku Unyu Foods Systems',
    '{} K.K.|{} Co., Ltd.|{} K.K.',
  ],
  [
    'Kapoor Mehta Iyer Banerjee Chatterjee Reddy Nair Malhotra Deshpande Krishnan',
    'Textiles Pharma Infotech Exports Motors Hospitals Learning',
    '{} Pvt. Ltd.|{} Ltd.|{} & Sons Pvt. Ltd.',
  ],
  [
    'Almeida Cardoso Teixeira Barbosa Nogueira Magalhães Pacheco Figueiredo Siqueira Gonçalves',
    'Alimentos Varejo Logística Engenharia Saúde Agro Mídia',
    '{} Ltda.|{} S.A.|Grupo {}',
  ],
  [
    'Blue Ridge,Cedar Falls,Lakeshore,Granite Peak,Bayline,Copperfield,Summit,Redwood,Prairie,Harbor Point',
    'Software,Health,Credit Union,Foods,Freight,Robotics,Schools',
    '{} Inc.|{} LLC|{} Corp.',
  ],
  [
    'Santoso Wijaya Hartono Gunawan Pratama Lestari Nusantara Mandiri Cahaya Samudra',
    'Teknologi Logistik Pangan Media Properti Medika Energi',
    'PT {}|PT {} Tbk|CV {}',
  ],
  [
    'Okonkwo Adeyemi Balogun Eze Nwosu Obi Danjuma Afolabi Chukwu Bello',
    'Agro Microfinance Telecoms Shipping Foods Diagnostics Media',
    '{} Ltd|{} Nigeria Ltd|{} & Partners Ltd',
  ],
  [
    'Yılmaz Demir Kaya Şahin Çelik Aydın Öztürk Arslan Doğan Koç',
    'Tekstil Lojistik Gıda Yazılım Turizm İnşaat Sağlık',
    '{} A.Ş.|{} Ltd. Şti.|{} A.Ş.',
  ],
].map(([names = '', trades = '', forms = '']) => ({
  names: names.split(names.includes(',') ? ',' : ' '),
  trades: trades.split(trades.includes(',') ? ',' : ' '),
  forms: forms.split('|'),
}))

/** Names that no pattern makes: other scripts, one that is a word, and one longer than any column. */
const SINGULAR = new Map([
  [7, 'Ørsted & Æbelø Vindkraft A/S'],
  [23, '北辰クラウド株式会社'],
  [
    41,
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co. KG, Zweigniederlassung Mecklenburg-Vorpommern',
  ],
  [68, 'Ελληνικές Θαλάσσιες Μεταφορές Α.Ε.'],
  [97, 'شركة النخيل للتجارة'],
  [130, 'O’Sullivan, Byrne & Mac Giolla Phádraig (Dublin) DAC'],
  [171, 'X'],
  [205, '上海云帆信息技术有限公司'],
])

/** The customers of the sample: from many countries, most of them active, most with an email. */
export const SAMPLE_CUSTOMERS: readonly Customer[] = Array.from({ length: CUSTOMERS }, (_, index) => {
  const name = SINGULAR.get(index) ?? patternedName(index)
  const accountId = String(FIRST_ACCOUNT_ID + index)
  return {
    accountId,
    name,
    email: index % 13 === 9 ? '' : `accounts@${domainOf(name) || `customer-${accountId}`}.example`,
    active: index % 19 !== 11,
  }
})

function patternedName(index: number): string {
  const { names, trades, forms } = memberAt(COUNTRIES, index)
  const turn = Math.floor(index / COUNTRIES.length)
  return memberAt(forms, turn).replace('{}', `${memberAt(names, turn)} ${memberAt(trades, turn)}`)
}

/** The member at a place of a list that begins again after its end. */
function memberAt<T>(list: readonly T[], index: number): T {
  const member = list[index % list.length]
  if (member === undefined) throw new RangeError('the list is empty')
  return member
}

/** A made-up domain for a name in Latin letters; empty for another one. */
function domainOf(name: string): string {
  const words = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return /^[a-z]{1,20} [a-z]{1,20}/.exec(words)?.[0].replace(' ', '-') ?? ''
}

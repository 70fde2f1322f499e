/** Where places are, and how far apart: great-circle kilometres. */
export type Point = { readonly latitude: number; readonly longitude: number };

export type Place = {
  readonly country: string;
  readonly region: string;
  readonly latitude?: number | null | undefined;
  readonly longitude?: number | null | undefined;
};

const earthRadiusKm = 6371;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Half the globe's circumference: no two places are farther apart. Also the distance of a place nobody can locate. */
export const farthestKm = Math.round(Math.PI * earthRadiusKm);

/** Haversine; whole kilometres, so that equal distances compare equal on every machine. */
export function distanceKm(from: Place, to: Place): number {
  const [a, b] = [pointOf(from), pointOf(to)];
  if (a === null || b === null) return farthestKm;
  const dLat = radians(b.latitude - a.latitude);
  const dLon = radians(b.longitude - a.longitude);
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLon / 2) ** 2;
  return Math.round(2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h))));
}

/** The place's own coordinates, else its region's centre, else its country's; null when none is known. */
export function pointOf(place: Place): Point | null {
  if (typeof place.latitude === 'number' && typeof place.longitude === 'number') {
    return { latitude: place.latitude, longitude: place.longitude };
  }
  const centre = centres[`${place.country}-${place.region}`] ?? centres[place.country];
  return centre === undefined ? null : { latitude: centre[0], longitude: centre[1] };
}

type Centre = readonly [latitude: number, longitude: number];

/** Population-weighted rather than geometric centres: parcels go where people live. Degrees. */
const centres: Readonly<Record<string, Centre>> = {
  CA: [45.4, -75.7],
  'CA-AB': [52.0, -113.8],
  'CA-BC': [49.4, -122.7],
  'CA-MB': [49.9, -97.3],
  'CA-NB': [46.2, -65.9],
  'CA-NL': [47.9, -54.0],
  'CA-NS': [44.9, -63.4],
  'CA-NT': [62.5, -114.4],
  'CA-NU': [64.9, -77.0],
  'CA-ON': [43.9, -79.5],
  'CA-PE': [46.3, -63.2],
  'CA-QC': [45.9, -73.0],
  'CA-SK': [51.3, -105.8],
  'CA-YT': [60.8, -135.1],
  US: [37.4, -92.9],
  'US-AL': [33.0, -86.8],
  'US-AK': [61.4, -148.9],
  'US-AZ': [33.4, -111.8],
  'US-AR': [35.1, -92.6],
  'US-CA': [35.5, -119.4],
  'US-CO': [39.5, -105.2],
  'US-CT': [41.5, -72.9],
  'US-DC': [38.9, -77.0],
  'US-DE': [39.4, -75.6],
  'US-FL': [27.8, -81.7],
  'US-GA': [33.4, -83.9],
  'US-HI': [21.1, -157.5],
  'US-IA': [42.0, -93.0],
  'US-ID': [43.5, -115.1],
  'US-IL': [41.3, -88.4],
  'US-IN': [40.2, -86.3],
  'US-KS': [38.5, -96.5],
  'US-KY': [37.8, -85.3],
  'US-LA': [30.7, -91.5],
  'US-MA': [42.3, -71.4],
  'US-MD': [39.1, -76.8],
  'US-ME': [44.3, -69.7],
  'US-MI': [42.9, -84.2],
  'US-MN': [45.2, -93.6],
  'US-MO': [38.4, -92.2],
  'US-MS': [32.6, -89.6],
  'US-MT': [46.8, -111.2],
  'US-NC': [35.6, -79.7],
  'US-ND': [47.4, -99.3],
  'US-NE': [41.2, -97.4],
  'US-NH': [43.2, -71.5],
  'US-NJ': [40.4, -74.4],
  'US-NM': [34.6, -106.3],
  'US-NV': [37.2, -116.3],
  'US-NY': [41.5, -74.6],
  'US-OH': [40.5, -82.7],
  'US-OK': [35.6, -96.8],
  'US-OR': [44.7, -122.6],
  'US-PA': [40.5, -77.1],
  'US-RI': [41.8, -71.5],
  'US-SC': [34.0, -81.0],
  'US-SD': [44.0, -99.0],
  'US-TN': [35.8, -86.4],
  'US-TX': [30.9, -97.4],
  'US-UT': [40.4, -111.9],
  'US-VA': [37.7, -77.8],
  'US-VT': [44.1, -72.8],
  'US-WA': [47.3, -121.6],
  'US-WI': [43.7, -89.0],
  'US-WV': [38.8, -80.8],
  'US-WY': [42.7, -107.0],
  AU: [-33.4, 147.2],
  BE: [50.8, 4.4],
  BH: [26.2, 50.5],
  CH: [47.0, 7.9],
  CL: [-33.9, -71.2],
  DE: [50.9, 9.8],
  ES: [40.0, -3.4],
  FR: [47.2, 2.5],
  GB: [52.8, -1.6],
  IS: [64.3, -21.0],
  IT: [42.9, 11.9],
  JP: [35.8, 137.7],
  KR: [36.7, 127.5],
  KW: [29.3, 48.0],
  MX: [20.8, -100.9],
  NZ: [-39.2, 174.9],
  OM: [22.8, 57.8],
  SN: [14.6, -16.3],
  TN: [36.0, 10.1],
};

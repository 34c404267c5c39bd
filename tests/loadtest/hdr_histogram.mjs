// Writes hdr_histogram.json: what HdrHistogram's own JavaScript library says of three distributions
// that histogram_test.cpp makes too. Only for when they change:
//   npm install --no-save hdr-histogram-js@3.0.1 && node hdr_histogram.mjs > hdr_histogram.json
import { build } from "hdr-histogram-js";

const distributions = {
  uniform: (x) => 1000 + (x % 50000000),
  "long tail": (x) => 1000 + Math.floor(4000000000 / (1 + (x >>> 8))),
  "two modes": (x) => ((x >>> 16) % 8 === 0 ? 80000000 : 2000000) + (x % 100000),
};
const count = 100000;
const percents = [1, 10, 50, 90, 99, 99.9, 99.99, 100];

const figures = Object.entries(distributions).map(([name, value_of]) => {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3600000000000,
    numberOfSignificantValueDigits: 5,
    bitBucketSize: 64,
  });
  let x = 1;
  for (let i = 0; i < count; ++i) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    histogram.recordValue(value_of(x));
  }
  return {
    name,
    percentiles: percents.map((percent) => [percent, histogram.getValueAtPercentile(percent)]),
    mean: histogram.mean,
    deviation: histogram.stdDeviation,
  };
});
console.log(JSON.stringify({ library: "hdr-histogram-js 3.0.1", count, figures }));

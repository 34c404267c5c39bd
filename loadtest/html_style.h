#pragma once

#include <string_view>

namespace uvchat::loadtest {

// Of a report's page. What is wide on a desk is narrow on a phone: there a table's rows become
// lists.
inline constexpr std::string_view html_style = R"(
:root { color-scheme: light dark; --ground: #f7f7f4; --card: #ffffff; --ink: #14140f;
  --soft: #5b5a52; --rule: #e4e3da; --band: #f3f2ec; --one: #1f6fd0; --two: #d9580d;
  --note-ground: #fdf0d5; --note: #6b4500; --bad-ground: #fce2e0; --bad: #a3160c;
  --good-ground: #e1f2e4; --good: #11592a; }
@media (prefers-color-scheme: dark) { :root { --ground: #121211; --card: #1c1c1a; --ink: #f3f2ec;
  --soft: #b3b1a6; --rule: #34332f; --band: #242421; --one: #5aa2f0; --two: #f08a4b;
  --note-ground: #3a2c0c; --note: #ffd98a; --bad-ground: #451512; --bad: #ffb0a6;
  --good-ground: #12331d; --good: #a5e2b5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 28px 20px 48px; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 16px; margin: 0; }
p { margin: 4px 0 0; color: var(--soft); }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 16px 18px; margin-top: 16px; }
.remark { display: flex; gap: 14px; border-radius: 8px; border-left: 6px solid; padding: 8px 14px;
  margin-top: 12px; }
.remark b { flex: none; overflow-wrap: normal; } .remark span { min-width: 0; }
.failed { background: var(--bad-ground); color: var(--bad); border-color: var(--bad); }
.failed span { font-weight: 600; }
.note { background: var(--note-ground); color: var(--note); border-color: var(--note); }
.good { background: var(--good-ground); color: var(--good); border-color: var(--good); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px;
  margin-top: 18px; }
.tiles div { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 10px 14px; }
.tiles b { display: block; font-size: 21px; font-weight: 600; white-space: nowrap; }
.tiles span, .key { color: var(--soft); font-size: 13px; }
.tiles .bad { border-color: var(--bad); } .tiles .bad b, td.bad { color: var(--bad); }
td.bad { font-weight: 600; }
.key i { display: inline-block; width: 18px; height: 3px; border-radius: 2px; margin: 0 6px 3px 0; }
.key span { margin-right: 18px; white-space: nowrap; display: inline-block; }
.key1 { background: var(--one); } .key2 { background: var(--two); }
svg { display: block; width: 100%; height: auto; margin-top: 8px; }
svg text { fill: var(--soft); font-size: 12px; } .narrow { display: none; }
.middle { text-anchor: middle; } .end { text-anchor: end; }
.grid { stroke: var(--rule); } .axis { stroke: var(--soft); } .band { fill: var(--band); }
polyline { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.line1 { stroke: var(--one); } .line2 { stroke: var(--two); }
.dot1 { fill: var(--one); } .dot2 { fill: var(--two); }
table { border-collapse: collapse; width: 100%; margin-top: 8px;
  font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--rule); }
th { color: var(--soft); font-weight: 500; font-size: 13px; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
tr:last-child td { border-bottom: 0; }
@media (max-width: 640px) { main { padding: 18px 10px 36px; } section { padding: 14px 10px; }
  .wide { display: none; } .narrow { display: block; } .tiles { grid-template-columns: 1fr 1fr; }
  .tiles b { font-size: 19px; white-space: normal; }
  table, tbody, tr { display: block; } .names { display: none; }
  tr { padding: 8px 0; border-bottom: 1px solid var(--rule); } tr:last-child { border-bottom: 0; }
  td, td:first-child { display: flex; justify-content: space-between; gap: 12px; border: 0;
    padding: 1px 0; }
  td::before { content: attr(data-name); color: var(--soft); font-weight: 400; text-align: left; }
  td:first-child { font-weight: 600; } td:first-child::before { content: none; } }
)";

}  // namespace uvchat::loadtest

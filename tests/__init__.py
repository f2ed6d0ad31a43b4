"""The tests of Xinmei: unit, contracts, integration, end to end, faults and benchmarks, over both profiles."""

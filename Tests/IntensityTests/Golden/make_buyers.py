"""Buy-till-you-die numbers of the package lifetimes, for BetaGeometricTests and GammaGammaTests.

Needs lifetimes==0.11.3 numpy==2.4.6 pandas==3.1.1 scipy==1.17.1
usage: python make_buyers.py > buyers.json
"""

import json

import lifetimes
from lifetimes.datasets import load_cdnow_summary, load_cdnow_summary_data_with_monetary_value

data = load_cdnow_summary(index_col=[0])
result = {"customers": [[int(x), float(t), float(age)] for x, t, age in data.values[:, :3]]}
for name, model in (
    ("plain", lifetimes.BetaGeoFitter()),
    ("modified", lifetimes.ModifiedBetaGeoFitter()),
):
    model.fit(data["frequency"], data["recency"], data["T"], tol=1e-7)
    r, alpha, a, b = (float(model.params_[k]) for k in ("r", "alpha", "a", "b"))
    cases = []
    for x, t, age in ((2, 30.43, 38.86), (0, 0.0, 30.0), (26, 30.86, 31.0), (1, 2.0, 38.0)):
        alive = model.conditional_probability_alive(x, t, age)
        count = model.conditional_expected_number_of_purchases_up_to_time(39.0, x, t, age)
        cases.append([x, t, age, float(alive if alive.ndim == 0 else alive[0]), float(count)])
    result[name] = {
        "parameters": [r, alpha, a, b],
        "cases": cases,
    }
money = load_cdnow_summary_data_with_monetary_value()
money = money[money["frequency"] > 0]
model = lifetimes.GammaGammaFitter()
model.fit(money["frequency"], money["monetary_value"], tol=1e-7)
result["value"] = {
    "customers": [[int(x), float(m)] for x, m in money[["frequency", "monetary_value"]].values],
    "parameters": [float(model.params_[k]) for k in ("p", "q", "v")],
    "expected": [
        [int(x), float(m), float(e)]
        for (x, m), e in zip(
            money[["frequency", "monetary_value"]].values[:5],
            model.conditional_expected_average_profit(
                money["frequency"], money["monetary_value"]
            ).values[:5],
        )
    ],
}
print(json.dumps(result))

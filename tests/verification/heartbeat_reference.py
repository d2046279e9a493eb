"""A second heartbeat: the circuit written out for one person, compartment by compartment, for SciPy's solvers."""

import math

import numpy as np
from scipy.integrate import solve_ivp

from twin.heartbeat.person import Person


class Circuit:
    """Thirteen parts in plain numbers; y = V of la lv ao sa sv ra rv pa pv, then Q_L."""

    def __init__(self, person: Person, unknown: list[float]):
        self.p, self.T = person.rows, float(person.period_s[0])
        self.slack, self.active = person.slack[0].numpy(), person.active[0].numpy()
        self.V_u, self.R = person.unstressed[0].numpy(), person.resistance[0].numpy().copy()
        self.P_ref, self.L = float(person.P_ref[0]), person.rows["L"] / float(person.vessel_size[0])
        self.stiffening = float(person.stiffening[0])
        self.R_L = person.rows["R_L"] / float(person.vessel_size[0])
        self.R[3], self.C, self.veins = math.exp(unknown[0]), math.exp(unknown[1]), unknown[2]

    def activation(self, t: float) -> tuple[float, float]:
        p, t, root = self.p, t % self.T, math.sqrt(self.T)
        u = t / (p["k_1"] * p["k_ts"] * root)
        ventricle = p["c_e"] * u ** p["n_1"] / (1 + u ** p["n_1"]) / (1 + (u / p["k_2"]) ** p["n_2"])
        x = ((t + p["k_av"] * root) % self.T) / (p["k_w"] * p["k_ta"] * root)
        return (math.sin(math.pi * x) ** 2 if x < 1 else 0.0), ventricle

    def artery(self, V: float, V_u: float, C: float) -> float:
        k = self.stiffening
        return self.P_ref - math.log(1 - k * (V - V_u - C * self.P_ref) / C) / k

    def pressures(self, t: float, y: np.ndarray) -> list[float]:
        atrium, ventricle = self.activation(t)
        P = [0.0] * 9
        for k, e in ((0, atrium), (1, ventricle), (5, atrium), (6, ventricle), (7, 0.0), (8, 0.0)):
            E = self.slack[k] + (self.active[k] - self.slack[k]) * e
            P[k] = E * (y[k] - self.V_u[k]) + self.p["P_th"]
        P[2] = self.artery(y[2], self.V_u[2], self.p["f_ao"] * self.C)
        P[3] = self.artery(y[3], self.V_u[3], (1 - self.p["f_ao"]) * self.C)
        P[4] = (y[4] - self.veins) * self.slack[4]
        return P

    def rates(self, t: float, y: np.ndarray) -> list[float]:
        P, d = self.pressures(t, y), self.p["d"]
        q = []
        for k in range(9):
            fall = P[k] - P[(k + 1) % 9]
            if k in (0, 1, 5, 6):
                fall = d * (max(fall / d, 0) + math.log1p(math.exp(-abs(fall / d))))
            q.append(fall / self.R[k])
        q[2] += y[9]
        return [q[k - 1] - q[k] for k in range(9)] + [(P[2] - P[3] - self.R_L * y[9]) / self.L]

    def beats(self, y: np.ndarray, count: int, moments: int) -> tuple[np.ndarray, np.ndarray]:
        """Pressures `(moment, 9)` of the last of `count` beats from y, and the state after it."""
        times = np.arange(moments) / moments * self.T
        for _ in range(count):
            ends = np.append(times, self.T)
            found = solve_ivp(self.rates, (0, self.T), y, "LSODA", ends, rtol=1e-10, atol=1e-10, max_step=self.T / 100)
            y = found.y[:, -1]
        return np.array([self.pressures(t, state) for t, state in zip(times, found.y.T[:-1], strict=True)]), y

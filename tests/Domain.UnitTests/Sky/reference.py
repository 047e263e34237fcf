#!/usr/bin/python3
"""Prints random cases with their answers by ERFA (Debian's python3-erfa), for ErfaTests.cs.

Each line begins with the kind of the case:

  fixed,SITE,utc,ra,dec,pm_ra,pm_dec,azimuth,elevation    proper motions in mas/yr, that in ra times cos(dec)
  body,SITE,utc,name,azimuth,elevation
  day,SITE,utc,name,ra,dec,limit,rises,sets               the crossings of an elevation within 24 hours, separated by blanks; name or ra and dec
  frame,name,ra,dec,longitude,latitude

SITE is latitude,longitude,height. Angles are in degrees; there is no refraction, and UT1 is UTC.
"""
import random
import warnings
from datetime import datetime, timedelta

import erfa
import numpy as np

warnings.simplefilter("ignore", erfa.ErfaWarning)
BODIES = ["sun", "moon", "mercury", "venus", "mars", "jupiter", "saturn", "uranus", "neptune"]
PLANETS = {"mercury": 1, "venus": 2, "mars": 4, "jupiter": 5, "saturn": 6, "uranus": 7, "neptune": 8}
LIGHT_DAYS_PER_AU = erfa.AULT / erfa.DAYSEC
FYST = (-22.985639, -67.740278, 5611.8)


def utc_of(time):
    return erfa.dtf2d("UTC", time.year, time.month, time.day, time.hour, time.minute, time.second)


def in_degrees(azimuth, zenith_distance):
    return np.degrees(azimuth) % 360, 90 - np.degrees(zenith_distance)


def place_of_fixed(site, utc, ra, dec, pm_ra=0.0, pm_dec=0.0):
    """Azimuth and elevation of a place at epoch 2000; utc may be arrays."""
    latitude, longitude, height = site
    mas = np.radians(1 / 3.6e6)
    ra, dec = np.radians(ra), np.radians(dec)
    found = erfa.atco13(
        ra, dec, pm_ra * mas / np.cos(dec), pm_dec * mas, 0.0, 0.0, utc[0], utc[1], 0.0, np.radians(longitude), np.radians(latitude),
        height, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    return in_degrees(found[0], found[1])


def place_of_body(site, utc, name):
    """Azimuth and elevation of a body, from its place at the time the light left it."""
    latitude, longitude, height = site
    astrom, _ = erfa.apco13(
        utc[0], utc[1], 0.0, np.radians(longitude), np.radians(latitude), height, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    tt = erfa.taitt(*erfa.utctai(*utc))

    def barycentric(before):
        around_sun, around_barycentre = erfa.epv00(tt[0], tt[1] - before)
        if name == "moon":
            return around_barycentre["p"] + erfa.moon98(tt[0], tt[1] - before)["p"]
        sun = around_barycentre["p"] - around_sun["p"]
        return sun if name == "sun" else sun + erfa.plan94(tt[0], tt[1] - before, PLANETS[name])["p"]

    light_time = 0.0
    for _ in range(3):
        seen = barycentric(light_time) - astrom["eb"]
        light_time = np.linalg.norm(seen, axis=-1) * LIGHT_DAYS_PER_AU
    ra, dec = erfa.c2s(seen)
    found = erfa.atioq(*erfa.atciqz(ra, dec, astrom), astrom)
    return in_degrees(found[0], found[1])


def random_time(rng):
    return datetime(2020, 1, 1) + timedelta(seconds=rng.randrange(30 * 365 * 86400))


def random_site(rng):
    return FYST if rng.random() < 0.5 else (rng.uniform(-75, 75), rng.uniform(-180, 180), rng.uniform(0, 6000))


def random_place(rng):
    return rng.uniform(0, 360), np.degrees(np.arcsin(rng.uniform(-1, 1)))


def crossings(elevation_at, start, limit):
    """The times at which an elevation crosses the limit upwards and downwards, or None where it comes near without a clear crossing."""
    step, steps = 600, 144
    moments = [start + timedelta(seconds=step * index) for index in range(steps + 1)]
    above = elevation_at(moments) - limit
    turning = (np.diff(above)[:-1] * np.diff(above)[1:] <= 0).nonzero()[0] + 1
    if np.any(np.abs(above[turning]) < 0.5):
        return None
    rises, sets = [], []
    for index in (above[:-1] * above[1:] < 0).nonzero()[0]:
        low, high = moments[index], moments[index + 1]
        while high - low > timedelta(milliseconds=50):
            middle = low + (high - low) / 2
            if (elevation_at([middle])[0] > limit) == (above[index] > 0):
                low = middle
            else:
                high = middle
        (sets if above[index] > 0 else rises).append(low)
    return rises, sets


def utc_of_all(moments):
    return tuple(np.array(part) for part in zip(*(
        erfa.dtf2d("UTC", time.year, time.month, time.day, time.hour, time.minute, time.second + time.microsecond / 1e6) for time in moments)))


def iso(time):
    return time.isoformat(timespec="milliseconds") + "Z"


def main():
    rng = random.Random(20260101)
    for _ in range(1000):
        site, time, place = random_site(rng), random_time(rng), random_place(rng)
        motion = (rng.uniform(-5000, 5000), rng.uniform(-5000, 5000)) if rng.random() < 0.2 else (0.0, 0.0)
        print("fixed", *site, iso(time), *place, *motion, *place_of_fixed(site, utc_of(time), *place, *motion), sep=",")

    for index in range(1000):
        site, time, name = random_site(rng), random_time(rng), BODIES[index % len(BODIES)]
        print("body", *site, iso(time), name, *place_of_body(site, utc_of(time), name), sep=",")

    days = 0
    while days < 100:
        site, time, limit = random_site(rng), random_time(rng), rng.choice([0, 20, 30, 45])
        name, place = ("", random_place(rng)) if days % 2 else (BODIES[days // 2 % len(BODIES)], ("", ""))

        def elevation_at(moments, site=site, name=name, place=place):
            utc = utc_of_all(moments)
            return (place_of_body(site, utc, name) if name else place_of_fixed(site, utc, *place))[1]

        found = crossings(elevation_at, time, limit)
        if found is not None:
            days += 1
            print("day", *site, iso(time), name, *place, limit, *(" ".join(map(iso, times)) for times in found), sep=",")

    for _ in range(200):
        ra, dec = random_place(rng)
        angles = np.radians(ra), np.radians(dec)
        matrix = erfa.rx(np.radians(84381.406 / 3600), np.identity(3))
        ecliptic = erfa.c2s(erfa.rxp(matrix, erfa.s2c(*angles)))
        for name, (longitude, latitude) in {
            "b1950": erfa.fk54z(*angles, 1950.0)[:2],
            "galactic": erfa.icrs2g(*angles),
            "ecliptic": ecliptic,
        }.items():
            print("frame", name, ra, dec, np.degrees(longitude) % 360, np.degrees(latitude), sep=",")


main()

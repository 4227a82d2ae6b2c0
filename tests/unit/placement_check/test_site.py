from geodata.types import GridPoint
from placement_check.site import Site


def test_a_site_is_asked_at_the_centre_of_its_square_and_hazards_at_the_point_itself():
    site = Site.at(
        GridPoint(easting=509_097.25, northing=221_300.0), uncertainty_m=7, district=3, lsoa="E01000001"
    )
    assert (site.x, site.y) == (509_050_000, 221_350_000)
    assert (site.exact_x, site.exact_y) == (509_097_250, 221_300_000)
    assert site.outline is None

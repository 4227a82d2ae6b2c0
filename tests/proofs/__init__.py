"""The heavy proofs in their long form: the same code as the bounded one that every test run has, with larger sizes.

::

    python tests/proofs reference --work DIR     the product beside the second program, at thousands of random places
    python tests/proofs laws      --work DIR     every drawn law of tests/property, thousands of examples each
    python tests/proofs all       --work DIR
    python tests/proofs stand     --work DIR     put what was recorded into docs/records and docs/proofs.md

``--places N`` (inside the force's area; three more along its border for every ten), ``--ratings N`` postcodes whose
ratings are drawn again, ``--scenarios N`` whose tables are made again for that, ``--examples N`` for each law,
``--seed S``, ``--data DIR`` the publishers' files, ``--release DIR`` a release that is built already, ``--batch N``
places recorded at a time, ``--files NAME ...`` some files of laws only. The exit code is 1 if anything differs, any law
fails, or a check found nothing to compare.

A run that was stopped goes on where it was, batch by batch and law by law, from ``reference.json``, ``ratings.json``
and ``laws.json`` in the work directory. A part is measured again if it is asked for with another seed or size, of other
data, or after the sources that it rests on have changed. When a run is complete it leaves ``proofs-reference.json``,
``proofs-ratings.json`` and ``proofs-laws.json`` beside them: those are the records that may stand.

Modules: `comparison` one place on both sides, and what is compared; `against` the batches; `uncertainty` and `ratings`
the same for what is drawn for a rating; `laws` the runs of pytest, `counting` the plugin inside them; `sources` which
code was proven; `standing` the records that may stand; `table` the page; `command` the words of the command line.
"""

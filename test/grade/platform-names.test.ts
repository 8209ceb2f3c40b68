import { expect } from 'chai';
import { readPlatformName } from '../../lib/grade/platform-names.ts';

describe('names that platforms give', () => {
  it('of Moodle, with the participant', () => {
    expect(readPlatformName('Ada Lovelace_12345_assignsubmission_file_02.ipynb')).to.deep.equal({
      student: 'Ada-Lovelace-12345',
      name: 'Ada Lovelace',
      platformId: '12345',
      late: false,
    });
  });

  it('of Canvas, with the user and the mark for late ones', () => {
    expect(readPlatformName('lovelaceada_LATE_47_99_02-1.ipynb')).to.include({
      student: 'lovelaceada-47',
      platformId: '47',
      late: true,
    });
  });

  /** Each form with the student that it names, whom the platform knows by the number at the end. */
  const forms: readonly (readonly [form: string, fileName: string, student: string])[] = [
    ['Moodle, folders', 'Ada Lovelace_12345_assignsubmission_file_', 'Ada-Lovelace-12345'],
    ['Moodle, folders since 4', 'Ada Lovelace_12345_assignsubmission_file', 'Ada-Lovelace-12345'],
    ['Moodle, files', 'Ada Lovelace_12345_assignsubmission_file_a_b.zip', 'Ada-Lovelace-12345'],
    ['Moodle, text', 'Ada Lovelace_12345_assignsubmission_onlinetext_', 'Ada-Lovelace-12345'],
    ['Moodle, accents', 'Zo\u00eb \u00c5ngstr\u00f6m_7_assignsubmission_file_', 'Zoe-Angstrom-7'],
    ['Moodle, other scripts', '\u674e\u96f7_44_assignsubmission_file_', '\u674e\u96f7-44'],
    ['Moodle, hyphens', "Jean-Luc O'Neil_9_assignsubmission_file_x.ipynb", 'Jean-Luc-O-Neil-9'],
    ['Canvas', 'lovelaceada_4711_99887_02-server-lifecycle.ipynb', 'lovelaceada-4711'],
    ['Canvas, handed in again', 'lovelaceada_4711_99890_my_answer-2.ipynb', 'lovelaceada-4711'],
    ['Canvas, late', 'lovelaceada_LATE_4711_99887_a.zip', 'lovelaceada-4711'],
  ];
  for (const [form, fileName, student] of forms) {
    it(`in the form of ${form}`, () => {
      expect(readPlatformName(fileName)).to.include({
        student,
        platformId: student.split('-').at(-1),
        late: fileName.includes('LATE'),
      });
    });
  }

  it('of any other kind, which never climb out of a folder', () => {
    for (const name of ['../../etc', '..', '/abs', '.hidden', '<img src=x>', '=cmd()', '']) {
      expect(readPlatformName(name).student).to.match(/^\w[\w.-]*$/);
    }
  });

  it('keeps the number of a participant whose name is very long', () => {
    const name = `${'\u5f20'.repeat(60)}_123456_assignsubmission_file_`;
    expect(readPlatformName(name).student).to.match(/-123456$/);
  });
});
